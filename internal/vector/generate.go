//go:build ignore

// Command generate writes threefry_amd64.s: the block of package rng for eight quads at a time, with AVX2, and tables of quantiles, how people are
// put into tenths and counted by them, into which bins numbers fall, and those who have something of a column, side by side.
package main

import (
	"fmt"
	"log"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

type vector = reg.VecVirtual

const width = 8 // quads in a vector

// places of Key
const x1, x2, x3, k1, k4and1, k4, k0and2, k0, k1and3 = 0, 1, 2, 3, 4, 5, 6, 7, 8

func main() {
	ConstraintExpr("amd64,!purego")
	places := lanes()
	neighbours(places)
	ofListed("OfBytes", false)
	ofListed("OfMarked", true)
	products(places)
	tenths("tenths", VPAND)
	tenths("tenthsBut", VPANDN)
	count()
	above()
	bins()
	quantiles()
	members(places8())
	pack()
	onLines()
	lines("line", false)
	lines("mix", true)
	Generate()
}

// tenths counts 32 bytes at a time, of those whose class is one or of the others: a byte of each sum stays below 256 in as many turns.
func tenths(name string, members func(a, b, to Op)) {
	const classes = 10
	TEXT(name, NOSPLIT, "func(x *uint8, class *uint8, of uint8, counts *[10]uint64, n int)")
	x, class := Load(Param("x"), GP64()).(reg.GPVirtual), Load(Param("class"), GP64()).(reg.GPVirtual)
	of := YMM()
	wide := GP32()
	MOVBLZX(mustAddr("of"), wide)
	VMOVD(wide, of.AsX())
	VPBROADCASTB(of.AsX(), of)
	sums := make([]vector, classes)
	for d := range sums {
		sums[d] = YMM()
		VPXOR(sums[d], sums[d], sums[d])
	}
	turns(name, 32, func(i reg.Register) {
		mask, values := YMM(), YMM()
		VPCMPEQB(Mem{Base: class, Index: i, Scale: 1}, of, mask)
		members(Mem{Base: x, Index: i, Scale: 1}, mask, values)
		for d, sum := range sums {
			number := bytesOf(d + 1)
			equal := YMM()
			VPCMPEQB(number, values, equal)
			VPSUBB(equal, sum, sum)
		}
	})
	counts := Load(Param("counts"), GP64()).(reg.GPVirtual)
	for d, sum := range sums {
		zero, half, count := YMM(), XMM(), GP64()
		VPXOR(zero, zero, zero)
		VPSADBW(zero, sum, sum)
		VEXTRACTI128(Imm(1), sum, half)
		VPADDQ(sum.AsX(), half, half)
		VPEXTRQ(Imm(1), half, count)
		ADDQ(count, Mem{Base: counts, Disp: 8 * d})
		VMOVQ(half, count)
		ADDQ(count, Mem{Base: counts, Disp: 8 * d})
	}
	VZEROUPPER()
	RET()
}

// count counts 32 bytes at a time. A table turns a number into 1 or 16, so that half a byte of a sum counts one of two numbers, for as many turns as it can.
func count() {
	const numbers, most = 8, 15
	TEXT("count", NOSPLIT, "func(x *uint8, sums *[8][4]int64, n int)")
	x, sums, n := Load(Param("x"), GP64()).(reg.GPVirtual), Load(Param("sums"), GP64()).(reg.GPVirtual), Load(Param("n"), GP64()).(reg.GPVirtual)
	var tables, counts [numbers / 2]vector
	for j := range tables {
		name := fmt.Sprintf("count%d", j)
		table := GLOBL(name, RODATA|NOPTR)
		for i, number := range []int{0, numbers, 0, numbers} {
			word := uint64(0)
			if number == 0 {
				word = 0x1001 << (16 * j)
			}
			DATA(8*i, U64(word))
		}
		tables[j], counts[j] = YMM(), YMM()
		VMOVDQU(table, tables[j])
	}
	low, zero := YMM(), YMM()
	VPBROADCASTD(ConstData("lowHalves", U32(0x0f0f0f0f)), low)
	VPXOR(zero, zero, zero)
	i, left := GP64(), GP64()
	XORQ(i, i)
	JMP(LabelRef("countNext"))
	Label("countFew")
	for _, c := range counts {
		VPXOR(c, c, c)
	}
	MOVQ(U32(most), left)
	Label("count")
	values := YMM()
	VMOVDQU(Mem{Base: x, Index: i, Scale: 1}, values)
	for j, table := range tables {
		chosen := YMM()
		VPSHUFB(values, table, chosen)
		VPADDB(chosen, counts[j], counts[j])
	}
	ADDQ(Imm(32), i)
	DECQ(left)
	JZ(LabelRef("countFull"))
	CMPQ(i, n)
	JL(LabelRef("count"))
	Label("countFull")
	for j, c := range counts {
		high := YMM()
		VPSRLW(Imm(4), c, high)
		for half, part := range []vector{c, high} {
			to := Mem{Base: sums, Disp: 32 * (2*j + half)}
			VPAND(low, part, part)
			VPSADBW(zero, part, part)
			VPADDQ(to, part, part)
			VMOVDQU(part, to)
		}
	}
	Label("countNext")
	CMPQ(i, n)
	JL(LabelRef("countFew"))
	VZEROUPPER()
	RET()
}

// turns does for n places what body does for so many from place i on, until they are done.
func turns(name string, places uint64, body func(i reg.Register)) {
	n, i := Load(Param("n"), GP64()), GP64()
	XORQ(i, i)
	JMP(LabelRef(name + "Next"))
	Label(name)
	body(i)
	ADDQ(Imm(places), i)
	Label(name + "Next")
	CMPQ(i, n)
	JL(LabelRef(name))
}

// numbers are those of bytesOf that there are.
var numbers = map[int]Mem{}

// bytesOf has a number 32 times.
func bytesOf(x int) Mem {
	number, ok := numbers[x]
	if !ok {
		number = GLOBL(fmt.Sprintf("tenth%d", x), RODATA|NOPTR)
		for word := range 4 {
			DATA(8*word, U64(0x0101010101010101*uint64(x)))
		}
		numbers[x] = number
	}
	return number
}

// above notes of eight numbers at a time how many of nine cuts are below each, and one.
func above() {
	const cuts = 9
	TEXT("above", NOSPLIT, "func(x *float32, cuts *[9]float32, to *uint8, n int)")
	x, at, to := Load(Param("x"), GP64()).(reg.GPVirtual), Load(Param("cuts"), GP64()).(reg.GPVirtual), Load(Param("to"), GP64()).(reg.GPVirtual)
	bars := make([]vector, cuts)
	for d := range bars {
		bars[d] = YMM()
		VPBROADCASTD(Mem{Base: at, Disp: 4 * d}, bars[d])
	}
	turns("above", width, func(i reg.Register) {
		value, number, high := YMM(), YMM(), XMM()
		VMOVDQU(Mem{Base: x, Index: i, Scale: 4}, value)
		VPCMPEQD(number, number, number) // -1
		for _, bar := range bars {
			more := YMM()
			VPCMPGTD(bar, value, more) // as integers, numbers above 0 are in the same order
			VPADDD(more, number, number)
		}
		VPABSD(number, number)
		VEXTRACTI128(Imm(1), number, high)
		VPACKSSDW(high, number.AsX(), high)
		VPACKSSWB(high, high, high)
		VMOVQ(high, Mem{Base: to, Index: i, Scale: 1})
	})
	VZEROUPPER()
	RET()
}

// bins looks at eight numbers at a time: whether each has a bin, and whose bins it is in. Then it adds one after the other. The high half of a number is that of
// its bin, so that the way to the other bins can be added to it.
func bins() {
	const bins, firstHalf = 1 << 13, (127 - 32) << 7
	first, outside := ConstData("firstBin", U32(firstHalf<<16)), ConstData("noBin", U32(1<<32-bins<<16))
	addToBins("bins", false, first, outside, firstHalf, 0)
	addToBins("binsBy", true, first, outside, firstHalf, 1<<16-1-firstHalf-bins)
}

// addToBins is bins, where those of some classes may have bins of their own, at most so many further.
func addToBins(name string, byClass bool, firstBin, noBin Mem, firstHalf, furthest int) {
	arguments := "x *float32, n int, bins *uint64"
	if byClass {
		arguments = "x *float32, n int, bins *uint64, class *uint8, from uint8, others *uint64"
	}
	TEXT(name, NOSPLIT, "func("+arguments+") (done int)")
	x, to, one := Load(Param("x"), GP64()).(reg.GPVirtual), Load(Param("bins"), GP64()).(reg.GPVirtual), GP64()
	MOVQ(U64(1<<40), one)
	first, outside := YMM(), YMM()
	VPBROADCASTD(firstBin, first)
	VPBROADCASTD(noBin, outside)
	i := GP64()
	XORQ(i, i)
	var class reg.GPVirtual
	var from, way vector
	if byClass {
		class = Load(Param("class"), GP64()).(reg.GPVirtual)
		from, way = YMM(), YMM()
		wide, far := GP32(), GP64()
		MOVBLZX(mustAddr("from"), wide)
		VMOVD(wide, from.AsX())
		VPBROADCASTD(from.AsX(), from)
		Load(Param("others"), far)
		SUBQ(to, far)
		SHRQ(Imm(3), far)
		CMPQ(far, U32(uint32(furthest)))
		JHI(LabelRef(name + "Done")) // too far, or before
		SHLL(Imm(16), far.As32())
		VMOVD(far.As32(), way.AsX())
		VPBROADCASTD(way.AsX(), way)
	}
	eight := AllocLocal(4 * width)
	n := Load(Param("n"), GP64())
	JMP(LabelRef(name + "Next"))
	Label(name)
	value, off := YMM(), YMM()
	VMOVDQU(Mem{Base: x, Index: i, Scale: 4}, value)
	VPSUBD(first, value, off)
	VPTEST(outside, off)
	JNZ(LabelRef(name + "Done"))
	if byClass {
		classes, theirs := YMM(), YMM()
		VPMOVZXBD(Mem{Base: class, Index: i, Scale: 1}, classes)
		VPMAXUD(from, classes, theirs)
		VPCMPEQD(classes, theirs, theirs)
		VPAND(way, theirs, theirs)
		VPADDD(theirs, value, value)
	}
	VMOVDQU(value, eight)
	for k := range width {
		bin, low := GP32(), GP32()
		MOVL(eight.Offset(4*k), bin)
		MOVWLZX(bin.As16(), low)
		SHRL(Imm(16), bin)
		ADDQ(one, low.As64())
		ADDQ(low.As64(), Mem{Base: to, Index: bin.As64(), Scale: 8, Disp: -8 * firstHalf})
	}
	ADDQ(Imm(width), i)
	Label(name + "Next")
	CMPQ(i, n)
	JL(LabelRef(name))
	Label(name + "Done")
	VZEROUPPER()
	Store(i, Return("done"))
	RET()
}

// quantiles is rng.Table.At for eight words at a time.
func quantiles() {
	TEXT("Quantiles", NOSPLIT, "func(cells *[2]float32, words *uint32, to *float32, n int)")
	cells, words, to := Load(Param("cells"), GP64()).(reg.GPVirtual), Load(Param("words"), GP64()).(reg.GPVirtual), Load(Param("to"), GP64()).(reg.GPVirtual)
	constant := func(name string, bits uint32) vector {
		v := YMM()
		VPBROADCASTD(ConstData(name, U32(bits)), v)
		return v
	}
	last, half, first, side, rest := constant("lastWord", 1<<31-128), constant("half", math.Float32bits(0.5)), constant("firstPlace", math.Float32bits(0.5)),
		constant("tableCells", 32<<6), constant("restOfCell", 1<<17-1)
	turns("quantiles", width, func(i reg.Register) {
		place, far, index, high := YMM(), YMM(), YMM(), XMM()
		VMOVDQU(Mem{Base: words, Index: i, Scale: 4}, place)
		VPSRAD(Imm(31), place, far)
		VPXOR(far, place, place)
		VPMINUD(last, place, place)
		VCVTDQ2PS(place, place)
		VADDPS(half, place, place)
		VPSUBD(first, place, place)
		VPSRLD(Imm(17), place, index)
		VPAND(side, far, far)
		VPADDD(far, index, index)
		VPERMQ(Imm(0xd8), index, index) // 0 1 4 5 and 2 3 6 7
		VEXTRACTI128(Imm(1), index, high)
		VPAND(rest, place, place)
		VCVTDQ2PS(place, place)
		cell := func(pair reg.Register, two reg.VecVirtual) { // of two, whose numbers are halves of a register
			low := GP32()
			MOVL(pair.(reg.GP).As32(), low)
			SHRQ(Imm(32), pair)
			VMOVQ(Mem{Base: cells, Index: low.As64(), Scale: 8}, two.AsX())
			VMOVHPS(Mem{Base: cells, Index: pair, Scale: 8}, two.AsX(), two.AsX())
		}
		four := func(at reg.VecVirtual) vector { // values and slopes in turn, one by one: a processor that gathers does no better
			first, last := GP64(), GP64()
			pairs, rest := YMM(), YMM()
			VMOVQ(at.AsX(), first)
			VPEXTRQ(Imm(1), at.AsX(), last)
			cell(first, pairs)
			cell(last, rest)
			VINSERTI128(Imm(1), rest.AsX(), pairs, pairs)
			return pairs
		}
		one, two, value, slope := four(index), four(high), YMM(), YMM()
		VSHUFPS(Imm(0x88), two, one, value)
		VSHUFPS(Imm(0xdd), two, one, slope)
		VMULPS(slope, place, place)
		VADDPS(place, value, value)
		VMOVUPS(value, Mem{Base: to, Index: i, Scale: 4})
	})
	VZEROUPPER()
	RET()
}

// places8 lists, for each mark, the bits that are set, a byte each.
func places8() Mem {
	list := GLOBL("places8", RODATA|NOPTR)
	for mark := range 256 {
		places, n := uint64(0), 0
		for i := range 8 {
			if mark>>i&1 != 0 {
				places |= uint64(i) << (8 * n)
				n++
			}
		}
		DATA(8*mark, U64(places))
	}
	return list
}

// members marks by the signs of what 0 less a habit is, as integers, and lists those marked: what is written after them is written over by the next.
func members(list Mem) {
	TEXT("members", NOSPLIT, "func(habit *float32, marks *uint8, list *uint8, n int) (people int)")
	habit, marks, to := Load(Param("habit"), GP64()).(reg.GPVirtual), Load(Param("marks"), GP64()).(reg.GPVirtual), Load(Param("list"), GP64()).(reg.GPVirtual)
	zero, people, lists, first, eight := YMM(), GP64(), GP64(), GP64(), GP64()
	VPXOR(zero, zero, zero)
	LEAQ(list, lists)
	XORQ(people, people)
	XORQ(first, first) // the number of the first of eight, in each of eight bytes
	MOVQ(U64(0x0808080808080808), eight)
	turns("members", width, func(i reg.Register) {
		less, mark, places := YMM(), GP64(), GP64()
		VPSUBD(Mem{Base: habit, Index: i, Scale: 4}, zero, less)
		VMOVMSKPS(less, mark.As32())
		MOVB(mark.As8(), Mem{Base: marks})
		INCQ(marks)
		MOVQ(Mem{Base: lists, Index: mark, Scale: 8}, places)
		ADDQ(first, places)
		ADDQ(eight, first)
		MOVQ(places, Mem{Base: to, Index: people, Scale: 1})
		POPCNTL(mark.As32(), mark.As32())
		ADDQ(mark, people)
	})
	Store(people, Return("people"))
	VZEROUPPER()
	RET()
}

// pack puts the numbers of five columns side by side, of those listed: one column after the other.
func pack() {
	const columns = 5
	TEXT("pack", NOSPLIT, "func(columns *[5]*float32, list *uint8, to *uint8, n int)")
	all, list := Load(Param("columns"), GP64()).(reg.GPVirtual), Load(Param("list"), GP64()).(reg.GPVirtual)
	var column, out [columns]reg.GPVirtual
	size := Load(Param("n"), GP64()).(reg.GPVirtual)
	SHLQ(Imm(2), size)
	for j := range column {
		column[j], out[j] = GP64(), GP64()
		MOVQ(Mem{Base: all, Disp: 8 * j}, column[j])
		if j == 0 {
			Load(Param("to"), out[j])
			continue
		}
		MOVQ(out[j-1], out[j])
		ADDQ(size, out[j])
	}
	ahead, i := GP64(), GP64() // where the next bytes will be: to wait for each line of that memory would take longer than all else
	MOVQ(out[4], ahead)
	ADDQ(size, ahead)
	XORQ(i, i)
	Label("pack")
	PREFETCHT0(Mem{Base: ahead, Disp: 64})
	ADDQ(Imm(4*columns+1), ahead)
	person, number := GP64(), GP32()
	MOVBLZX(Mem{Base: list, Index: i, Scale: 1}, person.As32())
	for j := range column {
		MOVL(Mem{Base: column[j], Index: person, Scale: 4}, number)
		MOVL(number, Mem{Base: out[j], Index: i, Scale: 4})
	}
	INCQ(i)
	CMPQ(i, mustAddr("n"))
	JL(LabelRef("pack"))
	RET()
}

// onLines finds the line of each of eight words at a time, and its value at a number.
func onLines() {
	const lines = 8
	TEXT("OnLines", NOSPLIT, "func(lines *uint32, words *uint32, z *float32, to *float32, n int)")
	at, words := Load(Param("lines"), GP64()).(reg.GPVirtual), Load(Param("words"), GP64()).(reg.GPVirtual)
	z, to := Load(Param("z"), GP64()).(reg.GPVirtual), Load(Param("to"), GP64()).(reg.GPVirtual)
	var first []vector
	for k := 1; k < lines; k++ {
		v := YMM()
		VPBROADCASTD(Mem{Base: at, Disp: 4 * k}, v)
		first = append(first, v)
	}
	turns("onLines", width, func(i reg.Register) {
		word, line, a, b := YMM(), YMM(), YMM(), YMM()
		VMOVDQU(Mem{Base: words, Index: i, Scale: 4}, word)
		VPXOR(line, line, line)
		for _, bar := range first {
			reached := YMM()
			VPMAXUD(bar, word, reached)
			VPCMPEQD(word, reached, reached) // -1 where it is
			VPSUBD(reached, line, line)
		}
		VPERMPS(Mem{Base: at, Disp: 4 * lines}, line, a)
		VPERMPS(Mem{Base: at, Disp: 8 * lines}, line, b)
		VMULPS(Mem{Base: z, Index: i, Scale: 4}, b, b)
		VADDPS(b, a, a)
		VMOVUPS(a, Mem{Base: to, Index: i, Scale: 4})
	})
	VZEROUPPER()
	RET()
}

// lines are values of eight lines at a time, at x, or of planes at x and y.
func lines(name string, two bool) {
	arguments := "to *float32, x *float32, a float32, b float32, n int"
	if two {
		arguments = "to *float32, x *float32, y *float32, a float32, b float32, n int"
	}
	TEXT(name, NOSPLIT, "func("+arguments+")")
	to, x := Load(Param("to"), GP64()).(reg.GPVirtual), Load(Param("x"), GP64()).(reg.GPVirtual)
	a, b := YMM(), YMM()
	VBROADCASTSS(mustAddr("a"), a)
	VBROADCASTSS(mustAddr("b"), b)
	var y reg.GPVirtual
	if two {
		y = Load(Param("y"), GP64()).(reg.GPVirtual)
	}
	turns(name, width, func(i reg.Register) {
		value, add := YMM(), b
		VMULPS(Mem{Base: x, Index: i, Scale: 4}, a, value)
		if two {
			add = YMM()
			VMULPS(Mem{Base: y, Index: i, Scale: 4}, b, add)
		}
		VADDPS(add, value, value)
		VMOVUPS(value, Mem{Base: to, Index: i, Scale: 4})
	})
	VZEROUPPER()
	RET()
}

// mustAddr is where an argument is.
func mustAddr(name string) Mem {
	a, err := Param(name).Resolve()
	if err != nil {
		log.Fatal(err)
	}
	return a.Addr
}

// lanes are the numbers of a vector's lanes.
func lanes() Mem {
	places := GLOBL("places", RODATA|NOPTR)
	for i := range width {
		DATA(4*i, U32(i))
	}
	return places
}

// eight are the counters of eight neighbouring quads.
func eight(lanes Mem) vector {
	counters := YMM()
	VMOVD(Load(Param("first"), GP32()), counters.AsX())
	VPBROADCASTD(counters.AsX(), counters)
	VPADDD(lanes, counters, counters)
	return counters
}

func neighbours(lanes Mem) {
	TEXT("Neighbours", NOSPLIT, "func(key *uint32, first uint32, words *uint32, n int)")
	key := Load(Param("key"), GP64()).(reg.GPVirtual)
	counters, step := eight(lanes), YMM()
	VPBROADCASTD(ConstData("eight", U32(width)), step)
	draw("neighbours", key, func(reg.GPVirtual) vector {
		x := YMM()
		VMOVDQA(counters, x)
		VPADDD(step, counters, counters)
		return x
	})
}

// ofListed draws the quad of each person of a list by itself, though some share theirs: few do where few are listed, and its place among eight quads is then known.
func ofListed(name string, marked bool) {
	kind, shift := "uint8", uint64(0)
	if marked {
		kind, shift = "uint32", 1
	}
	TEXT(name, NOSPLIT, "func(key *uint32, first, offset uint32, list *"+kind+", words *uint32, n int)")
	key, list, words := Load(Param("key"), GP64()).(reg.GPVirtual), Load(Param("list"), GP64()).(reg.GPVirtual), Load(Param("words"), GP64()).(reg.GPVirtual)
	turns(name, width, func(i reg.Register) {
		person, counters, even, high := YMM(), YMM(), YMM(), YMM()
		VBROADCASTSS(mustAddr("offset"), person)
		if marked {
			VPADDD(Mem{Base: list, Index: i, Scale: 4}, person, person)
		} else {
			VPMOVZXBD(Mem{Base: list, Index: i, Scale: 1}, counters)
			VPADDD(counters, person, person)
		}
		VPSRLD(Imm(2+shift), person, counters)
		VBROADCASTSS(mustAddr("first"), even)
		VPADDD(even, counters, counters)
		x := threefry(key, counters)
		odd := YMM() // the bit is in the top of each word
		VPSLLD(Imm(31-shift), person, odd)
		VBLENDVPS(odd, x[1], x[0], even)
		VBLENDVPS(odd, x[3], x[2], high)
		VPSLLD(Imm(30-shift), person, person)
		VBLENDVPS(person, high, even, even)
		VMOVDQU(even, Mem{Base: words, Index: i, Scale: 4})
	})
	VZEROUPPER()
	RET()
}

// products has three bits after the other of each half of a word choose one of eight numbers, which fit into a register: a permutation looks at no other bits.
func products(lanes Mem) {
	const factors, bits = 4, 3
	TEXT("Products", NOSPLIT, "func(key *uint32, first uint32, factors *[4][8]float32, x, to *float32)")
	key := Load(Param("key"), GP64()).(reg.GPVirtual)
	words := threefry(key, eight(lanes))
	from := Load(Param("factors"), GP64()).(reg.GPVirtual)
	x, to := Load(Param("x"), GP64()).(reg.GPVirtual), Load(Param("to"), GP64()).(reg.GPVirtual)
	numbers := make([]vector, factors)
	for i := range numbers {
		numbers[i] = YMM()
		VMOVUPS(Mem{Base: from, Disp: 4 * width * i}, numbers[i])
	}
	for half := range 2 * len(words) {
		chosen := make([]vector, factors)
		for i := range chosen {
			place := words[half/2]
			if shift := bits*i + 16*(half%2); shift > 0 {
				place = YMM()
				VPSRLD(Imm(uint64(shift)), words[half/2], place)
			}
			chosen[i] = YMM()
			VPERMPS(numbers[i], place, chosen[i])
		}
		VMULPS(chosen[1], chosen[0], chosen[0])
		VMULPS(chosen[3], chosen[2], chosen[2])
		VMULPS(chosen[2], chosen[0], chosen[0])
		VMULPS(Mem{Base: x, Disp: 4 * width * half}, chosen[0], chosen[0])
		VMOVUPS(chosen[0], Mem{Base: to, Disp: 4 * width * half})
	}
	VZEROUPPER()
	RET()
}

// draw writes the loop over eight quads at a time.
func draw(name string, key reg.GPVirtual, counters func(reg.GPVirtual) vector) {
	out, n := Load(Param("words"), GP64()).(reg.GPVirtual), Load(Param("n"), GP64()).(reg.GPVirtual)
	i := GP64()
	XORQ(i, i)
	JMP(LabelRef(name + "Next"))
	Label(name)
	for w, x := range interleave(threefry(key, counters(i))) {
		VMOVDQU(x, Mem{Base: out, Disp: 4 * width * w})
	}
	ADDQ(U32(4*4*width), out)
	ADDQ(Imm(width), i)
	Label(name + "Next")
	CMPQ(i, n)
	JL(LabelRef(name))
	VZEROUPPER()
	RET()
}

// threefry is rng.Key.four.
func threefry(key reg.GPVirtual, counters vector) []vector {
	of := func(i int) vector {
		v := YMM()
		VPBROADCASTD(Mem{Base: key, Disp: 4 * i}, v)
		return v
	}
	x := []vector{counters, of(x1), of(x2), of(x3)}
	mix := func(a, b, r int) {
		VPADDD(x[b], x[a], x[a])
		left := YMM()
		VPSLLD(Imm(uint64(r)), x[b], left)
		VPSRLD(Imm(uint64(32-r)), x[b], x[b])
		VPOR(left, x[b], x[b])
		VPXOR(x[a], x[b], x[b])
	}
	even := func(r, s int) { mix(0, 1, r); mix(2, 3, s) }
	odd := func(r, s int) { mix(0, 3, r); mix(2, 1, s) }
	add := func(w, i int) { VPADDD(of(i), x[w], x[w]) }

	even(10, 26)
	odd(11, 21)
	even(13, 27)
	odd(23, 5)
	add(0, k1)
	add(3, k4and1)
	even(6, 20)
	odd(17, 11)
	even(25, 10)
	odd(18, 20)
	add(2, k4)
	add(3, k0and2)
	even(10, 26)
	odd(11, 21)
	even(13, 27)
	odd(23, 5)
	add(1, k4)
	add(2, k0)
	add(3, k1and3)
	even(6, 20)
	return x
}

// interleave turns the words of eight quads into those of their people.
func interleave(x []vector) []vector {
	two := func(instruction func(...Op), a, b vector) vector {
		to := YMM()
		instruction(b, a, to)
		return to
	}
	low, high := two(VPUNPCKLDQ, x[0], x[1]), two(VPUNPCKHDQ, x[0], x[1])
	low2, high2 := two(VPUNPCKLDQ, x[2], x[3]), two(VPUNPCKHDQ, x[2], x[3])
	q04, q15 := two(VPUNPCKLQDQ, low, low2), two(VPUNPCKHQDQ, low, low2)
	q26, q37 := two(VPUNPCKLQDQ, high, high2), two(VPUNPCKHQDQ, high, high2)
	half := func(i uint64, a, b vector) vector {
		to := YMM()
		VPERM2I128(Imm(i), b, a, to)
		return to
	}
	return []vector{half(0x20, q04, q15), half(0x20, q26, q37), half(0x31, q04, q15), half(0x31, q26, q37)}
}
