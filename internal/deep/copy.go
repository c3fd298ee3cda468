// Package deep copies plain data, so that nothing that somebody does to the original later changes the copy.
package deep

import "reflect"

// Copy returns a copy of v that shares no slice, map or pointer with it. Interfaces and functions are taken as they are, and so
// is what unexported fields point to: it is for plain data, such as a scenario.
func Copy[T any](v T) T {
	var dst T
	put(reflect.ValueOf(&dst).Elem(), reflect.ValueOf(&v).Elem())
	return dst
}

// Value is Copy of a value whose type is known at run time alone. What it returns can be set.
func Value(v reflect.Value) reflect.Value {
	dst := reflect.New(v.Type()).Elem()
	put(dst, v)
	return dst
}

// put makes dst a copy of src; both are of one type, and dst can be set.
func put(dst, src reflect.Value) {
	dst.Set(src)
	switch src.Kind() {
	case reflect.Struct:
		for i := range src.NumField() {
			if src.Type().Field(i).IsExported() {
				put(dst.Field(i), src.Field(i))
			}
		}
	case reflect.Array:
		for i := range src.Len() {
			put(dst.Index(i), src.Index(i))
		}
	case reflect.Slice:
		if src.IsNil() {
			return
		}
		dst.Set(reflect.MakeSlice(src.Type(), src.Len(), src.Len()))
		for i := range src.Len() {
			put(dst.Index(i), src.Index(i))
		}
	case reflect.Pointer:
		if src.IsNil() {
			return
		}
		dst.Set(reflect.New(src.Type().Elem()))
		put(dst.Elem(), src.Elem())
	case reflect.Map:
		if src.IsNil() {
			return
		}
		dst.Set(reflect.MakeMapWithSize(src.Type(), src.Len()))
		for at := src.MapRange(); at.Next(); {
			element := reflect.New(src.Type().Elem()).Elem()
			put(element, at.Value())
			dst.SetMapIndex(at.Key(), element)
		}
	}
}
