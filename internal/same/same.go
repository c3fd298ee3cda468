// Package same compares values to the bit, whatever they are made of, for tests that hold one way of computing to another.
//
// It sees all fields, those of others too, through pointers, slices, maps and interfaces. A type that has bytes of its own
// (encoding.BinaryMarshaler) is taken to be these where they can be asked for. A list that is nil is the same as an empty
// one; every NaN is the same. Functions are not seen: Unseen lists them.
//
//	are these two the same?              Digest
//	where do they differ?                Differences
//	does somebody keep what I was given? Spoil
//	what does Digest not see?            Unseen
//	one change after the other           Fill, Changes
package same

import (
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Digest returns the SHA-256 of all that v holds. Values of one type have the same digest if they are the same to the bit.
func Digest(v any) string {
	sum := sha256.New()
	var data []byte
	w := walker{leaf: func(_ reflect.Value, leaf []byte) {
		data = append(data, leaf...)
		if len(data) >= 1<<14 {
			sum.Write(data)
			data = data[:0]
		}
	}}
	w.walk(reflect.Indirect(reflect.ValueOf(v)))
	sum.Write(data)
	return hex.EncodeToString(sum.Sum(nil))
}

// Differences lists where a and b, of one type, differ: a path and both values in each line, in order of declaration, no
// more than most of them. It is empty if their digests are the same.
func Differences(a, b any, most int) []string {
	left, order := leaves(a)
	right, more := leaves(b)
	for _, path := range more {
		if _, ok := left[path]; !ok {
			order = append(order, path)
		}
	}
	var list []string
	for _, path := range order {
		x, y := left[path], right[path]
		if x.data == y.data {
			continue
		}
		if len(list) == most {
			return append(list, "and more")
		}
		list = append(list, fmt.Sprintf("%s: %s, %s", path, x.text(), y.text()))
	}
	return list
}

// leaf is one number, text or encoded value.
type leaf struct{ shown, data string }

func (l leaf) text() string {
	if l.data == "" {
		return "nothing"
	}
	return l.shown
}

func leaves(v any) (list map[string]leaf, order []string) {
	list = map[string]leaf{}
	w := walker{}
	w.leaf = func(v reflect.Value, data []byte) {
		path := strings.Join(w.path, "")
		list[path] = leaf{shown(v, data), string(data)}
		order = append(order, path)
	}
	w.named = true
	w.walk(reflect.Indirect(reflect.ValueOf(v)))
	return list, order
}

func shown(v reflect.Value, data []byte) string {
	switch k := v.Kind(); {
	case k == reflect.Slice, k == reflect.Map:
		return fmt.Sprintf("%d elements", v.Len())
	case (k == reflect.Pointer || k == reflect.Interface) && v.IsNil():
		return "nil"
	case k == reflect.Pointer, k == reflect.Interface:
		return v.Elem().Type().String()
	case k == reflect.Struct:
		return fmt.Sprintf("%d bytes", len(data))
	}
	return fmt.Sprintf("%#v", v)
}

// walker goes through a value in order of declaration.
type walker struct {
	// leaf gets each number, text, length and encoded value, as bytes of which none begin another's, and what they are of.
	leaf  func(v reflect.Value, data []byte)
	named bool     // keep the path
	path  []string // to the present value
	data  [8]byte
}

func (w *walker) walk(v reflect.Value) {
	if !v.IsValid() {
		return
	}
	if data, ok := encoded(v); ok {
		w.leaf(v, append(w.uint(uint64(len(data))), data...))
		return
	}
	switch k := v.Kind(); k {
	case reflect.Pointer, reflect.Interface:
		w.pointed(v)
	case reflect.Struct:
		w.fields(v)
	case reflect.Slice, reflect.Array:
		w.list(v)
	case reflect.Map:
		w.table(v)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
	default:
		w.leaf(v, w.plain(v))
	}
}

// encoded returns the bytes of a value that has bytes of its own.
func encoded(v reflect.Value) ([]byte, bool) {
	if v.Kind() != reflect.Struct || !v.CanInterface() || !reflect.PointerTo(v.Type()).Implements(marshaler) {
		return nil, false
	}
	if !v.CanAddr() {
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		v = c
	}
	data, err := v.Addr().Interface().(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		panic(fmt.Sprintf("same: %s: %v", v.Type(), err))
	}
	return data, true
}

var marshaler = reflect.TypeFor[encoding.BinaryMarshaler]()

func (w *walker) pointed(v reflect.Value) {
	there := uint64(0)
	if !v.IsNil() {
		there = 1
	}
	w.under("?", func() { w.leaf(v, w.uint(there)) })
	if v.IsNil() {
		return
	}
	if v.Kind() == reflect.Interface {
		w.under(".("+v.Elem().Type().String()+")", func() { w.text(v, v.Elem().Type().String()) })
	}
	w.walk(v.Elem())
}

func (w *walker) fields(v reflect.Value) {
	for i := range v.NumField() {
		w.under("."+v.Type().Field(i).Name, func() { w.walk(v.Field(i)) })
	}
}

func (w *walker) list(v reflect.Value) {
	if v.Kind() == reflect.Slice {
		w.leaf(v, w.uint(uint64(v.Len())))
	}
	for i := range v.Len() {
		w.at(i, v.Index(i))
	}
}

func (w *walker) at(i int, v reflect.Value) {
	if !w.named {
		w.walk(v)
		return
	}
	w.under("["+strconv.Itoa(i)+"]", func() { w.walk(v) })
}

func (w *walker) table(v reflect.Value) {
	w.leaf(v, w.uint(uint64(v.Len())))
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	for _, key := range keys {
		w.under(fmt.Sprintf("[%v]", key), func() {
			w.text(key, fmt.Sprint(key))
			w.walk(v.MapIndex(key))
		})
	}
}

// under does something with a longer path.
func (w *walker) under(name string, do func()) {
	w.path = append(w.path, name)
	do()
	w.path = w.path[:len(w.path)-1]
}

func (w *walker) text(v reflect.Value, s string) { w.leaf(v, append(w.uint(uint64(len(s))), s...)) }

// plain returns the bytes of a number, text or truth value.
func (w *walker) plain(v reflect.Value) []byte {
	switch {
	case v.CanInt():
		return w.uint(uint64(v.Int()))
	case v.CanUint():
		return w.uint(v.Uint())
	case v.CanFloat():
		return w.uint(bitsOf(v.Float()))
	case v.Kind() == reflect.Bool && v.Bool():
		return w.uint(1)
	case v.Kind() == reflect.String:
		return append(w.uint(uint64(v.Len())), v.String()...)
	}
	return w.uint(0) // false
}

func bitsOf(x float64) uint64 {
	if x != x {
		return math.Float64bits(math.NaN()) // processors make others
	}
	return math.Float64bits(x)
}

func (w *walker) uint(n uint64) []byte { return binary.LittleEndian.AppendUint64(w.data[:0], n) }
