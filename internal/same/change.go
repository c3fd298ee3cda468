package same

import (
	"reflect"
	"strconv"
)

// Fill makes *v hold something everywhere: a number that is not 0, a text, one element in each list, somebody behind each
// pointer. v must not hold itself. Interfaces stay as they are.
func Fill(v any) { fill(reflect.ValueOf(v).Elem()) }

func fill(v reflect.Value) {
	if a, ok := v.Addr().Interface().(adder); ok {
		a.Add(2, 3)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	default:
		change(v)
	}
}

// Changes changes one thing after the other of what *v holds, each inner one before the outer, and calls visit after each
// change with the path of what was changed.
func Changes(v any, visit func(path string)) { changes(reflect.ValueOf(v).Elem(), "", visit) }

func changes(v reflect.Value, path string, visit func(path string)) {
	if a, ok := v.Addr().Interface().(adder); ok {
		a.Add(1, 1)
		visit(path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				changes(v.Field(i), path+"."+f.Name, visit)
			}
		}
		return
	case reflect.Array:
		for i := range v.Len() {
			changes(v.Index(i), path+"["+strconv.Itoa(i)+"]", visit)
		}
		return
	case reflect.Slice:
		for i := range v.Len() {
			changes(v.Index(i), path+"["+strconv.Itoa(i)+"]", visit)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			changes(v.Elem(), path, visit)
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Pointer, reflect.Map, reflect.Interface:
		if v.IsZero() {
			return
		}
		v.SetZero()
	default:
		change(v)
	}
	visit(path)
}
