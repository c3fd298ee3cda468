package same

import (
	"math"
	"reflect"
)

// adder is a histogram, or whatever else takes values with weights.
type adder interface{ Add(x float64, weight int64) }

// Spoil writes to everything that can be reached from the pointer v, as the worst user of it could: every number, text
// and truth value changes, lists are written up to their capacity, and in the end all lists and pointers are nil. What
// shares anything with *v is not the same afterwards.
func Spoil(v any) { spoil(reflect.ValueOf(v)) }

func spoil(v reflect.Value) {
	if v.CanAddr() && v.Addr().CanInterface() {
		if a, ok := v.Addr().Interface().(adder); ok {
			a.Add(1, 1)
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			spoil(v.Elem())
		}
		drop(v)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				spoil(v.Field(i))
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			spoil(v.Index(i))
		}
	case reflect.Slice:
		all := v.Slice(0, v.Cap())
		for i := range all.Len() {
			spoil(all.Index(i))
		}
		drop(v)
	case reflect.Map:
		v.Clear()
		drop(v)
	default:
		change(v)
	}
}

func drop(v reflect.Value) {
	if v.CanSet() {
		v.SetZero()
	}
}

// change gives a plain value another one.
func change(v reflect.Value) {
	switch {
	case !v.CanSet():
	case v.CanInt():
		v.SetInt(^v.Int())
	case v.CanUint():
		v.SetUint(^v.Uint())
	case v.CanFloat() && math.IsNaN(v.Float()):
		v.SetFloat(-1)
	case v.CanFloat():
		v.SetFloat(math.NaN())
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.Kind() == reflect.String:
		v.SetString(v.String() + "!")
	}
}
