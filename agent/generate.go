//go:build ignore

// Command generate writes kernel_amd64.s: the passes of tile.go over eight people at a time, with AVX2. It takes the
// equations from equations.go and the normal quantile from internal/fmath, and inlines them; of numbers of a month it takes
// the places in memory from month.go. So these files have each equation once. What is written by hand here is what they do
// not have: whom an equation is applied to, and the order of sums.
//
// It knows as much Go as the equations need, and says where they need more. With -fmath it writes the functions of internal/fmath for columns, of
// their bodies there.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"math"
	"slices"
	"strconv"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	tileLen = 256
	align   = 16 // people of one stratum, and the bytes of its exposures
	lanes   = 16 // parts of a sum
	width   = 8  // people in a vector
)

// source is what the generator knows of the package.
type source struct {
	functions map[string]*ast.FuncDecl
	literals  map[string]string          // constants of a package
	structs   map[string]*ast.StructType // for the places of their fields
}

func read(files ...string) *source {
	s := &source{map[string]*ast.FuncDecl{}, map[string]string{}, map[string]*ast.StructType{}}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			log.Fatal(err)
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				s.functions[d.Name.Name] = d
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					s.spec(spec)
				}
			}
		}
	}
	return s
}

func (s *source) spec(spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if t, ok := spec.Type.(*ast.StructType); ok {
			s.structs[spec.Name.Name] = t
		}
	case *ast.ValueSpec:
		for i, name := range spec.Names {
			if i >= len(spec.Values) {
				continue
			}
			switch v := spec.Values[i].(type) {
			case *ast.BasicLit:
				s.literals[name.Name] = v.Value
			case *ast.UnaryExpr:
				s.literals[name.Name] = v.Op.String() + v.X.(*ast.BasicLit).Value
			}
		}
	}
}

// sizes are those of types that follow one another without gaps.
var sizes = map[string]int{"float32": 4, "int32": 4, "uint8": 1, "partial": 4 * lanes}

// size returns the size of a type, or 0 if it is of another kind.
func (s *source) size(t ast.Expr) int {
	switch t := t.(type) {
	case *ast.Ident:
		if s.structs[t.Name] != nil {
			n, _ := s.find(t.Name, "")
			return n
		}
		return sizes[t.Name]
	case *ast.ArrayType:
		return s.length(t.Len) * s.size(t.Elt)
	}
	return 0
}

func (s *source) length(e ast.Expr) int {
	switch e := e.(type) {
	case *ast.BasicLit:
		n, _ := strconv.Atoi(e.Value)
		return n
	case *ast.Ident:
		if e.Name == "tileLen" {
			return tileLen
		}
	case *ast.BinaryExpr: // MaxTiers + 1
		return 8
	}
	log.Fatalf("a length of another kind: %#v", e)
	return 0
}

// find returns how far a field is from the start of a struct; of no field, the struct's size.
func (s *source) find(kind, field string) (at int, found bool) {
	for _, f := range s.structs[kind].Fields.List {
		if len(f.Names) == 0 {
			if in, ok := s.find(f.Type.(*ast.Ident).Name, field); ok {
				return at + in, true
			}
			at += s.size(f.Type)
		}
		for _, n := range f.Names {
			if n.Name == field {
				return at, true
			}
			size := s.size(f.Type)
			if size == 0 {
				if field == "" {
					return 0, false
				}
				log.Fatalf("%s.%s lies behind what the generator can measure", kind, field)
			}
			at += size
		}
	}
	return at, false
}

func (s *source) place(kind, field string) int {
	at, ok := s.find(kind, field)
	if !ok {
		log.Fatalf("no field %s.%s", kind, field)
	}
	return at
}

type vector = reg.VecVirtual

// generator writes one function after the other.
type generator struct {
	*source
	constants reg.GPVirtual     // the address of the month's numbers
	at        map[string]Mem    // where a receiver's numbers are
	strata    Mem               // the argument that has the address of what people see
	group     reg.GPVirtual     // that address, or of it what a loop's people see
	kept      map[string]vector // numbers that stay in registers
	data      map[string]Mem    // numbers that no month changes
}

func main() {
	columns := flag.Bool("fmath", false, "write the functions of internal/fmath, in its folder")
	flag.Parse()
	ConstraintExpr("amd64,!purego")
	if *columns {
		(&generator{source: read("fmath.go"), data: map[string]Mem{}}).fmath()
	} else {
		kernels()
	}
	Generate()
}

// fmath writes functions of numbers for columns of them.
func (g *generator) fmath() {
	for _, name := range []string{"Exp", "Log"} {
		at := g.begin("all"+name+"AVX2", "func(x *float32, n int)", "x", "n")
		loop(name, at["n"], func(i reg.GPVirtual) { store(g.call("", name, load(at["x"], i)), at["x"], i) })
		end()
	}
	g.exponential()
}

// kernels writes those of package agent.
func kernels() {
	g := &generator{source: read("equations.go", "month.go", "block.go", "tile.go", "seen.go", "../internal/fmath/fmath.go"), data: map[string]Mem{}}
	g.mark()
	for _, costs := range []bool{false, true} {
		for _, several := range []bool{false, true} {
			g.decide(several, false, costs)
			g.decide(several, true, costs)
		}
		g.consider(false, costs)
		g.consider(true, costs)
	}
	g.admit()
	g.attend()
	g.changes()
	g.choose(false)
	g.choose(true)
	g.zeros()
	g.keepOne()
	g.without()
	g.normal()
	g.spells()
	for _, limited := range []bool{false, true} {
		g.with(limited)
		g.both(limited)
	}
}

// begin starts a function and returns its arguments, each a word of 64 bits.
func (g *generator) begin(name, signature string, arguments ...string) map[string]reg.GPVirtual {
	TEXT(name, NOSPLIT, signature)
	g.kept, g.at = map[string]vector{}, map[string]Mem{}
	to := map[string]reg.GPVirtual{}
	for _, a := range arguments {
		if a == "of" { // it would take a register from the others
			g.strata, g.group = argument(a), GP64()
			continue
		}
		to[a] = Load(Param(a), GP64()).(reg.GPVirtual)
	}
	if k, ok := to["k"]; ok {
		g.constants = k
		g.at["k"] = Mem{Base: k}
		for _, tier := range []string{"sota", "second"} {
			g.at[tier] = Mem{Base: k, Disp: g.place("constants", tier)}
		}
	}
	return to
}

// argument is one that stays in memory.
func argument(name string) Mem {
	a, err := Param(name).Resolve()
	if err != nil {
		log.Fatal(err)
	}
	return a.Addr
}

func end() {
	VZEROUPPER()
	RET()
}

// loop runs a body for every eight of n people.
func loop(name string, n Op, body func(i reg.GPVirtual)) { steps(name, n, 0, width, body) }

func steps(name string, n Op, from, step int, body func(i reg.GPVirtual)) {
	i := GP64()
	if from == 0 {
		XORQ(i, i)
	} else {
		MOVQ(U32(from), i)
	}
	JMP(LabelRef(name + "Next"))
	Label(name)
	body(i)
	ADDQ(Imm(uint64(step)), i)
	Label(name + "Next")
	CMPQ(i, n)
	JL(LabelRef(name))
}

func load(base, i reg.GPVirtual) vector {
	v := YMM()
	VMOVUPS(Mem{Base: base, Index: i, Scale: 4}, v)
	return v
}

// column is load of a column whose address stays in memory.
func column(name string, i reg.GPVirtual) vector {
	base := GP64()
	MOVQ(argument(name), base)
	return load(base, i)
}

func store(v vector, base, i reg.GPVirtual) { VMOVUPS(v, Mem{Base: base, Index: i, Scale: 4}) }

// see has the address of what people see at hand.
func (g *generator) see() { MOVQ(g.strata, g.group) }

// sees is a column of what the people from i on see.
func (g *generator) sees(name string, i reg.GPVirtual) vector {
	return vectorAt(Mem{Base: g.group, Index: i, Scale: 4, Disp: g.place("seen", name)})
}

// three applies an instruction to two operands, of which the second may be in memory: a op b.
func three[F func(...Op) | func(Op, Op, Op)](instruction F, a vector, b Op) vector {
	to := YMM()
	switch f := any(instruction).(type) {
	case func(...Op):
		f(b, a, to)
	case func(Op, Op, Op):
		f(b, a, to)
	}
	return to
}

func zero() vector {
	v := YMM()
	VPXOR(v, v, v)
	return v
}

// where is yes where a mask's top bits are set, else no.
func where(mask, yes, no vector) vector {
	to := YMM()
	VBLENDVPS(mask, yes, no, to)
	return to
}

// less is a mask of what is less, among floats.
func less(a vector, b Op) vector {
	to := YMM()
	VCMPPS(Imm(1), b, a, to)
	return to
}

// below is a mask of what is less, among integers; see toBits.
func below(a, b vector) vector { return three(VPCMPGTD, b, a) }

// bytes stores the low bytes of eight numbers from 0 to 127.
func bytes(v vector, to Mem) {
	high, low := XMM(), XMM()
	VEXTRACTI128(Imm(1), v, high)
	VPACKSSDW(high, v.AsX(), low)
	VPACKSSWB(low, low, low)
	VMOVQ(low, to)
}

// widen loads eight bytes as numbers.
func widen(from Mem) vector {
	v := YMM()
	VPMOVZXBD(from, v)
	return v
}

func broadcast(from Mem) vector {
	v := YMM()
	VBROADCASTSS(from, v)
	return v
}

// number is a literal in all lanes.
func (g *generator) number(text string) vector { return g.word(floatBits(text)) }

// floatBits are those of a literal.
func floatBits(text string) uint32 {
	x, err := strconv.ParseFloat(text, 32)
	if err != nil {
		log.Fatal(err)
	}
	return math.Float32bits(float32(x))
}

func (g *generator) word(bits uint32) vector {
	if bits == 0 {
		return zero()
	}
	return broadcast(g.lanes(bits))
}

// lanes has a word eight times, in memory: an instruction that works on it there is one less than after a broadcast, of the few hundred that a processor
// has at hand to find those that need not wait.
func (g *generator) lanes(bits uint32) Mem {
	name := fmt.Sprintf("word%08x", bits)
	m, ok := g.data[name]
	if !ok {
		m = GLOBL(name, RODATA|NOPTR)
		for at := range width / 2 {
			DATA(8*at, U64(uint64(bits)<<32|uint64(bits)))
		}
		g.data[name] = m
	}
	return m
}

// field is a number of the month or of a tier in all lanes; i is its place if there are two.
func (g *generator) field(receiver, name string, i int) vector {
	key := fmt.Sprint(receiver, ".", name, i)
	if v, ok := g.kept[key]; ok {
		return v
	}
	return broadcast(g.where(receiver, name, i))
}

func (g *generator) where(receiver, name string, i int) Mem {
	kind := "tier"
	if receiver == "k" {
		kind = "constants"
	}
	m := g.at[receiver]
	m.Disp += g.place(kind, name) + 4*i
	return m
}

// keep has numbers of the month stay in registers for the function.
func (g *generator) keep(names ...string) {
	for _, n := range names {
		v := g.field("k", n, 0)
		g.kept["k."+n+"0"] = v
	}
}

// call inlines a function; its receiver is k or a tier.
func (g *generator) call(receiver, name string, arguments ...vector) vector {
	f := g.functions[name]
	if f == nil {
		log.Fatalf("no function %s", name)
	}
	e := scope{g, receiver, map[string]vector{}, map[string]bool{}}
	for _, p := range f.Type.Params.List {
		for _, n := range p.Names {
			e.known[n.Name], arguments = arguments[0], arguments[1:]
			e.whole[n.Name] = p.Type.(*ast.Ident).Name != "float32"
		}
	}
	for _, s := range f.Body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			e.assign(s)
		case *ast.ReturnStmt:
			return e.value(s.Results[0])
		default:
			log.Fatalf("%s: a statement of another kind", name)
		}
	}
	log.Fatalf("%s returns nothing", name)
	return nil
}

// scope is a function that is inlined.
type scope struct {
	*generator
	receiver string
	known    map[string]vector // its variables
	whole    map[string]bool   // those that are integers
}

func (s *scope) assign(a *ast.AssignStmt) {
	name, value := a.Lhs[0].(*ast.Ident), a.Rhs[0]
	switch a.Tok {
	case token.ADD_ASSIGN:
		value = &ast.BinaryExpr{X: name, Op: token.ADD, Y: value}
	case token.SUB_ASSIGN:
		value = &ast.BinaryExpr{X: name, Op: token.SUB, Y: value}
	}
	s.whole[name.Name] = s.integer(value)
	s.known[name.Name] = s.value(value)
}

var (
	arithmetic = map[token.Token]func(...Op){token.ADD: VADDPS, token.SUB: VSUBPS, token.MUL: VMULPS, token.QUO: VDIVPS}
	integers   = map[token.Token]func(...Op){token.ADD: VPADDD, token.SUB: VPSUBD, token.AND: func(o ...Op) { VPAND(o[0], o[1], o[2]) }}
)

// integer tells whether an expression is one. What toBits gives counts as a float: a vector has the same bits.
func (s *scope) integer(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return s.integer(e.X)
	case *ast.BinaryExpr:
		return s.integer(e.X)
	case *ast.Ident:
		return s.whole[e.Name]
	case *ast.CallExpr:
		name := function(e)
		return name == "int32" || name == "uint32" || name == "Float32bits"
	}
	return false
}

// function is the name of what is called, without its package.
func function(e *ast.CallExpr) string {
	if f, ok := e.Fun.(*ast.SelectorExpr); ok {
		return f.Sel.Name
	}
	return e.Fun.(*ast.Ident).Name
}

// integral is the value of an operation on integers, whose right side is a literal.
func (s *scope) integral(e *ast.BinaryExpr) vector {
	n, err := strconv.ParseUint(e.Y.(*ast.BasicLit).Value, 0, 32)
	if err != nil {
		log.Fatal(err)
	}
	x, to := s.value(e.X), YMM()
	switch c, ok := e.X.(*ast.CallExpr); {
	case e.Op == token.SHL:
		VPSLLD(Imm(n), x, to)
	case e.Op == token.SHR && ok && function(c) == "int32":
		VPSRAD(Imm(n), x, to)
	case e.Op == token.SHR:
		VPSRLD(Imm(n), x, to)
	default:
		return three(integers[e.Op], x, s.lanes(uint32(n)))
	}
	return to
}

func (s *scope) value(e ast.Expr) vector {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return s.value(e.X)
	case *ast.BinaryExpr:
		if s.integer(e.X) {
			return s.integral(e)
		}
		if instruction := arithmetic[e.Op]; instruction != nil {
			a := s.value(e.X)
			return three(instruction, a, s.operand(e.Y))
		}
	case *ast.Ident:
		if v, ok := s.known[e.Name]; ok {
			return v
		}
		if text, ok := s.literals[e.Name]; ok {
			return s.number(text)
		}
	case *ast.BasicLit:
		return s.number(e.Value)
	case *ast.UnaryExpr: // minus
		return three(VPXOR, s.value(e.X), s.lanes(1<<31))
	case *ast.SelectorExpr:
		return s.field(s.receiver, e.Sel.Name, 0)
	case *ast.CallExpr:
		return s.called(e)
	}
	log.Fatalf("an expression of another kind: %#v", e)
	return nil
}

// operand is a value, or where it is if it is a literal.
func (s *scope) operand(e ast.Expr) Op {
	switch e := e.(type) {
	case *ast.BasicLit:
		return s.lanes(floatBits(e.Value))
	case *ast.Ident:
		if text, ok := s.literals[e.Name]; ok && s.known[e.Name] == nil {
			return s.lanes(floatBits(text))
		}
	}
	return s.value(e)
}

func (s *scope) called(e *ast.CallExpr) vector {
	_, method := e.Fun.(*ast.SelectorExpr)
	switch name := function(e); name {
	case "toBits", "fromBits", "Float32bits", "Float32frombits", "uint32": // vectors are both
		return s.value(e.Args[0])
	case "float64": // one operation on it, rounded to float32, has the bits that vectors have without float64
		return s.value(e.Args[0])
	case "Sqrt":
		to := YMM()
		VSQRTPS(s.value(e.Args[0]), to)
		return to
	case "float32": // vectors round every product
		return s.converted(e.Args[0], true, VCVTDQ2PS)
	case "int32":
		return s.converted(e.Args[0], false, VCVTTPS2DQ)
	case "min":
		return three(VPMINSD, s.value(e.Args[0]), s.value(e.Args[1]))
	case "max": // of a number that is not below 0 and another
		return three(VPMAXSD, s.value(e.Args[1]), s.operand(e.Args[0]))
	default:
		receiver := s.receiver
		if !method {
			receiver = ""
		}
		return s.call(receiver, name, s.values(e.Args)...)
	}
}

// converted is a value as a float, of an integer, or as an integer, of a float; one that is so already stays as it is.
func (s *scope) converted(e ast.Expr, integer bool, instruction func(...Op)) vector {
	x := s.value(e)
	if s.integer(e) == integer {
		to := YMM()
		instruction(x, to)
		return to
	}
	return x
}

func (s *scope) values(list []ast.Expr) (all []vector) {
	for _, e := range list {
		all = append(all, s.value(e))
	}
	return all
}

// mark notes whose income is below the threshold of policies.
func (g *generator) mark() {
	at := g.begin("markAVX2", "func(k, y *float32, below *uint8, n int)", "k", "y", "below", "n")
	threshold := g.field("k", "threshold", 0)
	loop("mark", at["n"], func(i reg.GPVirtual) {
		poor := less(load(at["y"], i), threshold)
		VPSRLD(Imm(31), poor, poor)
		bytes(poor, Mem{Base: at["below"], Index: i, Scale: 1})
	})
	end()
}

// asked is what a person answers to a tier: masks of those who could not pay, would not, or are not confirmed.
type asked struct{ cannot, wouldNot, waits vector }

// person is what decisions are made of; cost is nil unless using AI costs something beside the price.
type person struct{ poor, ability, stake, gamma, discount, theta, share, cost vector }

// load loads eight people.
func (g *generator) person(at map[string]reg.GPVirtual, i reg.GPVirtual, means bool) (p person) {
	g.see()
	y, a := load(at["y"], i), load(at["a"], i)
	topUp := g.field("k", "topUp", 0)
	if means {
		p.poor = less(y, g.field("k", "threshold", 0))
		topUp = where(p.poor, g.field("k", "topUp", 1), topUp)
	}
	p.ability = g.call("k", "ability", load(at["s"], i), three(VADDPS, y, topUp))
	p.stake = g.call("k", "moneyAtStake", y, a, load(at["h"], i))
	p.gamma, p.discount = load(at["gamma"], i), g.call("k", "riskDiscount", a, load(at["omega"], i))
	p.theta, p.share = load(at["theta"], i), g.sees("share", i)
	if cost, ok := at["cost"]; ok {
		p.cost = load(cost, i)
	}
	return p
}

// ask asks people for a tier.
func (g *generator) ask(p person, tier string, means bool) (worth vector, answer asked) {
	worth = g.call(tier, "valuation", p.stake, p.gamma, p.discount)
	of := func(name string) vector {
		bar := g.field(tier, name, 0)
		if means {
			bar = where(p.poor, g.field(tier, name, 1), bar)
		}
		return bar
	}
	bar := of("bar")
	least := bar
	if p.cost != nil {
		worth, least = g.call("", "netValue", worth, p.cost), of("least")
	}
	waits := YMM()
	VCMPPS(Imm(9), p.theta, p.share, waits) // not share >= theta; true of NaN
	return worth, asked{below(p.ability, bar), below(worth, least), waits}
}

// takes is a bit for those who can take the tier.
func (g *generator) takes(a asked, bit Op) vector {
	return three(VPANDN, three(VPOR, three(VPOR, a.cannot, a.wouldNot), a.waits), bit)
}

// decide is tile.decide.
func (g *generator) decide(several, means, costs bool) {
	name, numbers, counts := "decide", []string{"k", "of", "y", "a", "gamma", "omega", "h", "s", "theta"}, []string{"filter"}
	if several {
		name, counts = "decideTwo", []string{"filter", "can"}
	}
	if means {
		name += "Means"
	}
	if costs {
		name, numbers = name+"Costs", append(numbers, "cost")
	}
	numbers = append(numbers, "reserve")
	signature := fmt.Sprintf("func(%s *float32, %s *uint8, n int)", strings.Join(numbers, ", "), strings.Join(counts, ", "))
	at := g.begin(name+"AVX2", signature, append(append(numbers, counts...), "n")...)
	loop(name, at["n"], func(i reg.GPVirtual) {
		p := g.person(at, i, means)
		worth, answer := g.ask(p, "sota", means)
		store(g.call("", "reservation", worth, p.ability), at["reserve"], i)
		// Waiting (4) for those who could and would, PricedOut (1) for those who cannot, OptedOut (2) for those who wouldn't
		either := three(VPOR, answer.cannot, answer.wouldNot)
		filter := three(VPANDN, either, three(VPAND, answer.waits, g.lanes(4)))
		filter = three(VPOR, filter, three(VPAND, answer.cannot, g.lanes(1)))
		filter = three(VPOR, filter, three(VPAND, answer.wouldNot, g.lanes(2)))
		bytes(filter, Mem{Base: at["filter"], Index: i, Scale: 1})
		if several {
			can := g.takes(answer, g.lanes(1))
			_, answer := g.ask(p, "second", means)
			bytes(three(VPOR, can, g.takes(answer, g.lanes(2))), Mem{Base: at["can"], Index: i, Scale: 1})
		}
	})
	end()
}

// consider is tile.consider for one tier after the other.
func (g *generator) consider(means, costs bool) {
	name, numbers := "consider", []string{"k", "o", "of", "y", "a", "gamma", "omega", "h", "s", "theta"}
	if means {
		name += "Means"
	}
	if costs {
		name, numbers = name+"Costs", append(numbers, "cost")
	}
	signature := fmt.Sprintf("func(%s *float32, can *uint8, tiers int, n int)", strings.Join(numbers, ", "))
	at := g.begin(name+"AVX2", signature, append(slices.Delete(numbers, 1, 2), "can")...)
	o := GP64()
	g.at["o"] = Mem{Base: o}
	loop(name, argument("n"), func(i reg.GPVirtual) {
		p, to := g.person(at, i, means), Mem{Base: at["can"], Index: i, Scale: 1}
		can, bit, left := widen(to), g.word(4), g.group
		MOVQ(argument("o"), o)
		MOVQ(argument("tiers"), left)
		Label(name + "Tier")
		_, answer := g.ask(p, "o", means)
		VPOR(g.takes(answer, bit), can, can)
		VPADDD(bit, bit, bit)
		ADDQ(U32(g.size(&ast.Ident{Name: "tier"})), o)
		DECQ(left)
		JNE(LabelRef(name + "Tier"))
		bytes(can, to)
	})
	end()
}

// admit takes away the tiers that do not admit people at their places, unless they held them, and notes who is rationed.
func (g *generator) admit() {
	at := g.begin("admitAVX2", "func(o *float32, words *uint32, held, can, filter *uint8, tiers int, n int)", "o", "words", "held", "can", "filter", "n")
	o := GP64()
	g.at["o"] = Mem{Base: o}
	left := GP64()
	loop("admit", at["n"], func(i reg.GPVirtual) {
		bytesOf := func(name string) Mem { return Mem{Base: at[name], Index: i, Scale: 1} }
		place := g.call("", "Place", load(at["words"], i))
		held, can, filter, bit := widen(bytesOf("held")), widen(bytesOf("can")), widen(bytesOf("filter")), g.word(1)
		refuse := func() (admitted vector) {
			admitted = three(VPOR, less(place, g.field("o", "admission", 0)), three(VPCMPEQD, held, g.field("o", "number", 0)))
			VPAND(three(VPOR, admitted, three(VPXOR, bit, ones())), can, can)
			VPADDD(bit, bit, bit)
			ADDQ(U32(g.size(&ast.Ident{Name: "tier"})), o)
			return admitted
		}
		MOVQ(at["o"], o)
		MOVQ(argument("tiers"), left)
		admitted := refuse()
		rationed := three(VPANDN, admitted, three(VPCMPEQD, filter, zero()))
		bytes(where(rationed, g.word(5), filter), bytesOf("filter"))
		JMP(LabelRef("admitLast"))
		Label("admitTier")
		refuse()
		Label("admitLast")
		DECQ(left)
		JNE(LabelRef("admitTier"))
		bytes(can, bytesOf("can"))
	})
	end()
}

// attend is tile.attend and block, of 32 people at a time. Nothing changes for those who are Attentive and wait for nothing, who are most where few have access.
func (g *generator) attend() {
	const people = 32
	at := g.begin("attendAVX2", "func(exposures *float32, blocks *uint8, wait *float32, state, below, can, filter *uint8, high, low uint32, n int)",
		"exposures", "wait", "state", "below", "can", "filter")
	blocks, after := YMM(), YMM()
	VBROADCASTI128(Mem{Base: Load(Param("blocks"), GP64()).(reg.GPVirtual)}, blocks)
	tags, none, high, low := g.word(3), zero(), copies("high"), copies("low")
	VPSRLDQ(Imm(12), g.word(2), after) // 2, Stopped, in the second place only, for those who paid
	VPSLLDQ(Imm(4), after, after)
	steps("attend", argument("n"), 0, people, func(i reg.GPVirtual) {
		wait := func(j int) Mem { return Mem{Base: at["wait"], Index: i, Scale: 4, Disp: 4 * width * j} }
		some := vectorAt(wait(0))
		for j := 1; j < people/width; j++ {
			VPOR(wait(j), some, some)
		}
		VPTEST(some, some)
		JZ(LabelRef("attendNobody"))
		states := make([]vector, people/width)
		for j := range states {
			exposure, takes, ended := YMM(), YMM(), YMM()
			VBROADCASTF128(Mem{Base: at["exposures"], Index: i, Scale: 1, Disp: j * width / align * align}, exposure) // 16 bytes for 16 people
			waits := vectorAt(wait(j))
			attention := three(VPAND, waits, tags)
			VPERMILPS(attention, exposure, takes)
			VPERMILPS(attention, after, ended)
			left := three(VSUBPS, waits, takes)
			goesOn := three(VPOR, three(VPANDN, tags, left), attention)
			left = where(three(VPCMPGTD, left, none), goesOn, ended)
			VMOVUPS(left, wait(j))
			lapsed := three(VPAND, three(VPCMPEQD, left, g.lanes(2)), g.lanes(4))
			states[j] = three(VPOR, three(VPAND, left, tags), lapsed)
		}
		state := sideBySide(states)
		VMOVUPS(state, Mem{Base: at["state"], Index: i, Scale: 1})
		g.blocked(at, i, state, blocks, none, high, low)
		JMP(LabelRef("attended"))
		Label("attendNobody")
		VMOVUPS(none, Mem{Base: at["state"], Index: i, Scale: 1})
		Label("attended")
	})
	end()
}

// sideBySide has the low bytes of 32 numbers from 0 to 127.
func sideBySide(x []vector) vector {
	all := three(VPACKSSWB, three(VPACKSSDW, x[0], x[1]), three(VPACKSSDW, x[2], x[3]))
	order := YMM()
	VMOVDQU(fours(), order)
	VPERMD(all, order, all)
	return all
}

// blocked is tile.block. Lapsed is odd, Unaware even.
func (g *generator) blocked(at map[string]reg.GPVirtual, i reg.GPVirtual, state, blocks, none, high, low vector) {
	blocked, free := three(VPSHUFB, blocks, state), YMM()
	looks := three(VPCMPEQB, blocked, none)
	poor, stopped := YMM(), YMM()
	VPSLLW(Imm(7), bytesAt(at["below"], i), poor) // a bit in the top of each byte
	VPBLENDVB(poor, low, high, free)
	VPSLLW(Imm(7), blocked, stopped)
	VPBLENDVB(stopped, free, none, free) // of those who look at what is free
	taken := three(VPANDN, looks, three(VPANDN, free, ones()))
	VMOVUPS(three(VPANDN, taken, bytesAt(at["can"], i)), Mem{Base: at["can"], Index: i, Scale: 1})
	best := YMM()
	VPSLLW(Imm(7), taken, best)
	filter := bytesAt(at["filter"], i)
	would := three(VPCMPEQB, three(VPAND, filter, g.lanes(0x03030303)), none)
	change := three(VPAND, would, best)
	VPBLENDVB(change, blocked, filter, filter)
	VMOVUPS(filter, Mem{Base: at["filter"], Index: i, Scale: 1})
}

// fours is the order that puts the fours of bytes of packed vectors side by side.
func fours() Mem {
	m := GLOBL("fours", RODATA|NOPTR)
	for j, place := range []uint32{0, 4, 1, 5, 2, 6, 3, 7} {
		DATA(4*j, U32(place))
	}
	return m
}

// changes is tile.changes, of 32 people at a time. Of eight in whom somebody's wait begins, all are stored, in such an order that the next write over those of the others.
func (g *generator) changes() {
	at := g.begin("changesAVX2", "func(costs, state, held, below *uint8, places *uint64, first uint32, list *uint32, n int) (people int)",
		"costs", "state", "held", "below", "places", "list")
	costs, to := YMM(), GP64()
	VBROADCASTI128(Mem{Base: at["costs"]}, costs)
	MOVQ(at["list"], to)
	steps("changes", argument("n"), 0, 32, func(i reg.GPVirtual) {
		state, poor := bytesAt(at["state"], i), YMM()
		VPSLLW(Imm(3), bytesAt(at["below"], i), poor) // 8 or 0
		pay := three(VPSHUFB, costs, three(VPOR, bytesAt(at["held"], i), poor))
		spell := three(VPAND, state, g.lanes(0x03030303))
		changes := three(VPCMPEQB, spell, three(VPSUBB, g.word(0x01010101), pay)) // who pays and is Attentive (0), who does not and is Paying (1)
		set := GP32()
		VPMOVMSKB(three(VPOR, changes, three(VPCMPEQB, state, g.lanes(0x06060606))), set)
		TESTL(set, set)
		JZ(LabelRef("changesNobody"))
		number, numbers := GP32(), YMM()
		MOVL(i.As32(), number)
		ADDL(argument("first"), number)
		ADDL(number, number)
		VMOVD(number, numbers.AsX())
		VPBROADCASTD(numbers.AsX(), numbers)
		VPADDD(evens(), numbers, numbers)
		half := XMM()
		VEXTRACTI128(Imm(1), pay, half)
		halves := []reg.VecVirtual{pay.AsX().(reg.VecVirtual), half}
		for j := range 4 {
			member, order, marked, pays := GP32(), YMM(), YMM(), halves[j/2]
			VPMOVZXBD(pays, marked)
			VPADDD(numbers, marked, marked)
			MOVBLZX(set.As8(), member)
			VPMOVZXBD(Mem{Base: at["places"], Index: member.As64(), Scale: 8}, order)
			VPERMD(marked, order, marked)
			VMOVUPS(marked, Mem{Base: to})
			POPCNTL(member, member)
			LEAQ(Mem{Base: to, Index: member.As64(), Scale: 4}, to)
			if j < 3 {
				SHRL(Imm(8), set)
				VPADDD(g.lanes(2*width), numbers, numbers)
			}
			if j%2 == 0 {
				VPSRLDQ(Imm(8), pays, pays)
			}
		}
		Label("changesNobody")
	})
	SUBQ(at["list"], to)
	SHRQ(Imm(2), to)
	Store(to, Return("people"))
	end()
}

// evens are twice the numbers of a vector's lanes.
func evens() Mem {
	m := GLOBL("evens", RODATA|NOPTR)
	for j := range width {
		DATA(4*j, U32(2*j))
	}
	return m
}

// noteBytes stores a bit for each of the 32 from i on of whom a mask is true.
func noteBytes(mask vector, to, i reg.GPVirtual) {
	set, place := GP32(), GP64()
	VPMOVMSKB(mask, set)
	MOVQ(i, place)
	SHRQ(Imm(3), place)
	MOVL(set, Mem{Base: to, Index: place, Scale: 1})
}

// choose is tile.choose for menus of several tiers: for users side by side, or for everybody where they are, on the same terms.
func (g *generator) choose(all bool) {
	name, columns := "choose", "k, o, u"
	if all {
		name, columns = "chooseAll", "k, o, y, a, gamma, omega, h"
	}
	signature := "func(" + columns + " *float32, takes *uint8, tiers int, n int)"
	if all {
		signature = strings.Replace(signature, "takes", "can, takes", 1)
	}
	at := g.begin(name+"AVX2", signature, append(strings.Split(columns, ", "), "takes")...)
	first := at["o"]
	o := GP64()
	g.at["o"] = Mem{Base: o}
	of := func(name string, i reg.GPVirtual) vector {
		if all {
			return load(at[name], i)
		}
		return vectorAt(Mem{Base: at["u"], Index: i, Scale: 4, Disp: g.place("users", name)})
	}
	bytesOf := func(name string, i reg.GPVirtual) vector {
		return widen(Mem{Base: at["u"], Index: i, Scale: 1, Disp: g.place("users", name)})
	}
	loop(name, argument("n"), func(i reg.GPVirtual) {
		a, gamma := of("a", i), of("gamma", i)
		stake, discount := g.call("k", "moneyAtStake", of("y", i), a, of("h", i)), g.call("k", "riskDiscount", a, of("omega", i))
		var can, poor vector
		if all {
			column := GP64()
			MOVQ(argument("can"), column)
			can = widen(Mem{Base: column, Index: i, Scale: 1})
		} else {
			can, poor = bytesOf("can", i), bytesOf("below", i)
			VPSLLD(Imm(31), poor, poor)
		}
		number, most, cheapest := zero(), zero(), g.word(math.MaxInt32)
		left := GP64()
		MOVQ(first, o)
		MOVQ(argument("tiers"), left)
		Label(name + "Tier")
		worth := g.call("o", "valuation", stake, gamma, discount)
		price := g.field("o", "price", 0)
		if !all {
			price = where(poor, g.field("o", "price", 1), price)
		}
		surplus := g.call("o", "surplus", worth, price)
		better := three(VPCMPGTD, surplus, three(VPADDD, most, three(VPCMPGTD, cheapest, price))) // as much will do at a lower price
		able := YMM()
		VPSLLD(Imm(31), can, able) // the top bit of a mask is the one that counts
		VPSRLD(Imm(1), can, can)
		VPAND(able, better, better)
		VBLENDVPS(better, surplus, most, most)
		VBLENDVPS(better, price, cheapest, cheapest)
		VBLENDVPS(better, g.field("o", "number", 0), number, number)
		ADDQ(U32(g.size(&ast.Ident{Name: "tier"})), o)
		DECQ(left)
		JNE(LabelRef(name + "Tier"))
		bytes(number, Mem{Base: at["takes"], Index: i, Scale: 1})
	})
	end()
}

// zeros notes a bit for each byte that is 0, of whole words of 32 bits.
func (g *generator) zeros() {
	at := g.begin("zerosAVX2", "func(column, bits *uint8, n int)", "column", "bits", "n")
	none := zero()
	steps("zeros", at["n"], 0, 32, func(i reg.GPVirtual) {
		noteBytes(three(VPCMPEQB, bytesAt(at["column"], i), none), at["bits"], i)
	})
	end()
}

// bytesAt are 32 bytes.
func bytesAt(base, i reg.GPVirtual) vector { return vectorAt(Mem{Base: base, Index: i, Scale: 1}) }

// copies has the low byte of an argument 32 times.
func copies(argument string) vector {
	number, v := Load(Param(argument), GP32()), YMM()
	VMOVD(number, v.AsX())
	VPBROADCASTB(v.AsX(), v)
	return v
}

// keepOne gives those who have no filter the tier of a menu of one.
func (g *generator) keepOne() {
	at := g.begin("keepOneAVX2", "func(filter, held *uint8, number uint32, n int)", "filter", "held", "n")
	none, number := zero(), copies("number")
	steps("keepOne", at["n"], 0, 32, func(i reg.GPVirtual) {
		held := three(VPAND, three(VPCMPEQB, bytesAt(at["filter"], i), none), number)
		VMOVUPS(held, Mem{Base: at["held"], Index: i, Scale: 1})
	})
	end()
}

// ones has all bits.
func ones() vector {
	v := YMM()
	VPCMPEQB(v, v, v)
	return v
}

// without is tile.stepWithout: the first eight parts of the sums, and then the others.
func (g *generator) without() {
	at := g.begin("withoutAVX2", "func(k, of, y, c, gamma, omega, h, aug, sums *float32, n int)", "k", "of", "y", "c", "gamma", "omega", "h", "aug", "sums", "n")
	g.keep("growth", "drift", "habitOff", "missed")
	for lane := 0; lane < lanes; lane += width {
		part := func(name string) Mem { return Mem{Base: at["sums"], Disp: g.place("parts", name) + 4*lane} }
		names := []string{"income", "cognition", "augmented"}
		sums := map[string]vector{}
		for _, n := range names {
			sums[n] = YMM()
			VMOVUPS(part(n), sums[n])
		}
		steps(fmt.Sprint("without", lane), at["n"], lane, lanes, func(i reg.GPVirtual) {
			g.see()
			c, gamma, omega := load(at["c"], i), load(at["gamma"], i), load(at["omega"], i)
			h := g.call("k", "habitDecay", load(at["h"], i))
			y, aug := g.call("k", "incomeWithout", load(at["y"], i)), g.call("k", "withdrawn", c, h)
			store(y, at["y"], i)
			store(g.call("", "wordOfMouth", gamma, g.sees("heed", i), g.sees("heard", i)), at["gamma"], i)
			store(g.call("k", "beliefDrift", omega), at["omega"], i)
			store(h, at["h"], i)
			store(aug, at["aug"], i)
			VADDPS(y, sums["income"], sums["income"])
			VADDPS(c, sums["cognition"], sums["cognition"])
			VADDPS(aug, sums["augmented"], sums["augmented"])
		})
		for _, n := range names {
			VMOVUPS(sums[n], part(n))
		}
	}
	end()
}

// normal is fmath.Normal.
func (g *generator) normal() {
	at := g.begin("normalAVX2", "func(words *uint32, luck *float32, n int)", "words", "luck", "n")
	g.normals("normal", at["words"], at["luck"], at["n"])
	end()
}

// normals stores fmath.Normal of up to 512 words. Eights in which somebody has a tail are noted and looked at again after all others: a branch for each of
// them would be mispredicted nearly every time that it is taken, with nothing else to compute meanwhile.
func (g *generator) normals(name string, words, to, n reg.GPVirtual) {
	tails, bit := GP64(), GP64() // a bit for each eight
	XORQ(tails, tails)
	MOVQ(U32(1), bit)
	central := func(i reg.GPVirtual) (x, t, tail vector) {
		x = g.call("", "latticeOfNormal", load(words, i))
		one := g.number("1")
		t = three(VMULPS, three(VSUBPS, one, x), three(VADDPS, one, x))
		return x, t, less(t, g.lanes(floatBits(g.literals["TailOfNormal"])))
	}
	loop(name, n, func(i reg.GPVirtual) {
		x, t, tail := central(i)
		store(g.call("", "normalCentre", x, t), to, i)
		some, set := GP32(), GP64()
		VMOVMSKPS(tail, some)
		NEGL(some) // carries unless it is 0
		SBBQ(set, set)
		ANDQ(bit, set)
		ORQ(set, tails)
		ADDQ(bit, bit)
	})
	i, but := GP64(), GP64()
	JMP(LabelRef(name + "TailsNext"))
	Label(name + "Tails")
	LEAQ(Mem{Base: tails, Disp: -1}, but)
	ANDQ(but, tails)
	SHLQ(Imm(3), i)
	x, t, tail := central(i)
	store(where(tail, g.call("", "normalTail", x, t), load(to, i)), to, i)
	Label(name + "TailsNext")
	BSFQ(tails, i)
	JNE(LabelRef(name + "Tails"))
}

// spells is spell, of words.
func (g *generator) spells() {
	at := g.begin("spellsAVX2", "func(words, begins *uint32, waits *float32, n int)", "words", "begins", "waits", "n")
	stopped, tags := g.word(2), g.word(3)
	loop("spells", at["n"], func(i reg.GPVirtual) {
		pays := three(VPAND, load(at["begins"], i), g.lanes(1))
		wait := three(VPANDN, tags, g.call("", "Exponential", load(at["words"], i)))
		store(three(VPOR, wait, three(VPSUBD, stopped, pays)), at["waits"], i)
	})
	end()
}

// exponential is fmath.Exponential.
func (g *generator) exponential() {
	at := g.begin("exponentialAVX2", "func(words *uint32, waits *float32, n int)", "words", "waits", "n")
	loop("exponential", at["n"], func(i reg.GPVirtual) {
		store(g.call("", "Exponential", load(at["words"], i)), at["waits"], i)
	})
	end()
}

// use has what becomes of somebody with access.
func (g *generator) use(y, c, a, gamma, omega, h, luck, full, delivered, born vector) (after map[string]vector) {
	kalman := g.call("k", "kalmanGain", omega)
	after = map[string]vector{
		"omega": g.call("k", "posteriorVariance", omega, kalman),
		"gamma": g.call("", "posteriorMean", gamma, kalman, g.call("k", "signal", luck, full)),
		"h":     g.call("k", "habitFormation", h),
	}
	gain := g.call("", "outputGain", a, full, delivered)
	after["gain"], after["c"] = gain, g.learn(c, gain, born)
	after["aug"], after["y"] = g.call("", "augmented", after["c"], gain), g.call("k", "incomeWith", y, gain)
	return after
}

// learn is the unaided cognition of somebody with access; born is nil unless learning has a limit.
func (g *generator) learn(c, gain, born vector) vector {
	if born == nil {
		return g.call("k", "learningByDoing", c, gain)
	}
	return g.call("k", "learningTo", c, gain, born)
}

// with updates users side by side.
func (g *generator) with(limited bool) {
	name := "with"
	if limited {
		name = "withLimit"
	}
	at := g.begin(name+"AVX2", "func(k, u *float32, n int)", "k", "u", "n")
	loop(name, at["n"], func(i reg.GPVirtual) {
		place := func(name string) Mem {
			return Mem{Base: at["u"], Index: i, Scale: 4, Disp: g.place("users", name)}
		}
		of := func(name string) vector {
			v := YMM()
			VMOVUPS(place(name), v)
			return v
		}
		var born vector
		if limited {
			born = of("born")
		}
		after := g.use(of("y"), of("c"), of("a"), of("gamma"), of("omega"), of("h"), of("luck"), of("full"), of("delivered"), born)
		for _, name := range []string{"omega", "gamma", "h", "gain", "c", "aug", "y"} {
			VMOVUPS(after[name], place(name))
		}
	})
	end()
}

// both updates everybody, with or without access, of a tile in which many have it.
func (g *generator) both(limited bool) {
	name, numbers := "both", "k, of, y, c, a, gamma, omega, h, theta, aug, luck"
	if limited {
		name, numbers = "bothLimit", numbers+", born"
	}
	at := g.begin(name+"AVX2", "func("+numbers+" *float32, held *uint8, sums, o *float32, tiers int, n int)",
		append(strings.Split(numbers, ", ")[:9], "held")...)
	left, o := GP64(), GP64()
	g.at["o"] = Mem{Base: o}
	loop(name, argument("n"), func(i reg.GPVirtual) {
		held := widen(Mem{Base: at["held"], Index: i, Scale: 1})
		delivered := YMM()
		VPERMPS(g.where("k", "delivered", 0), held, delivered)
		none := three(VPCMPEQD, held, zero())
		theta := load(at["theta"], i)
		confirmed := three(VPANDN, none, theta)
		VPTEST(confirmed, confirmed)
		JZ(LabelRef(name + "Confirmed")) // as tile.confirm
		store(three(VPAND, theta, none), at["theta"], i)
		Label(name + "Confirmed")
		y, c, omega, gamma, h := load(at["y"], i), load(at["c"], i), load(at["omega"], i), load(at["gamma"], i), load(at["h"], i)

		g.see()
		full := g.sees("gain", i)
		kalman := g.call("k", "kalmanGain", omega)
		store(where(none, g.call("k", "beliefDrift", omega), g.call("k", "posteriorVariance", omega, kalman)), at["omega"], i)
		belief := where(none, g.call("", "wordOfMouth", gamma, g.sees("heed", i), g.sees("heard", i)),
			g.call("", "posteriorMean", gamma, kalman, g.call("k", "signal", column("luck", i), full)))
		store(belief, at["gamma"], i)
		gain := g.call("", "outputGain", load(at["a"], i), full, delivered)
		decayed := g.call("k", "habitDecay", h)
		store(where(none, decayed, g.call("k", "habitFormation", h)), at["h"], i)
		var born vector
		if limited {
			born = column("born", i)
		}
		skill := where(none, c, g.learn(c, gain, born))
		store(skill, at["c"], i)
		aug := where(none, g.call("k", "withdrawn", c, decayed), g.call("", "augmented", skill, gain))
		to := GP64()
		MOVQ(argument("aug"), to)
		store(aug, to, i)
		earned := where(none, g.call("k", "incomeWithout", y), g.call("k", "incomeWith", y, gain))
		store(earned, at["y"], i)

		lane := GP64()
		MOVQ(i, lane)
		ANDQ(Imm(lanes-1), lane)
		SHLQ(Imm(2), lane)
		ADDQ(argument("sums"), lane)
		MOVQ(lane, to)
		add := func(name string, member, x vector) {
			part := Mem{Base: to, Disp: g.place("parts", name)}
			x = three(VPAND, x, member)
			VADDPS(part, x, x)
			VMOVUPS(x, part)
		}
		add("income", none, earned)
		add("cognition", none, skill)
		add("augmented", none, aug)
		MOVQ(argument("o"), o)
		MOVQ(argument("tiers"), left)
		Label(name + "Tier")
		MOVLQSX(g.where("o", "number", 0), to)
		IMUL3Q(U32(g.size(&ast.Ident{Name: "parts"})), to, to)
		ADDQ(lane, to)
		member := three(VPCMPEQD, held, g.field("o", "number", 0))
		add("income", member, earned)
		add("cognition", member, skill)
		add("augmented", member, aug)
		add("belief", member, belief)
		add("gain", member, gain)
		ADDQ(U32(g.size(&ast.Ident{Name: "tier"})), o)
		DECQ(left)
		JNE(LabelRef(name + "Tier"))
	})
	end()
}

func vectorAt(m Mem) vector {
	v := YMM()
	VMOVUPS(m, v)
	return v
}
