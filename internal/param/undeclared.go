package param

import (
	"reflect"
	"slices"
)

// Undeclared lists the numeric fields in the type of v that lack a unit or a range tag, for a test to demand none.
// It goes by the types, so empty slices and nil pointers hide nothing: tiers[].price.
func Undeclared(v any) []string {
	var list []string
	undeclared("", reflect.TypeOf(v), tags{}, nil, &list)
	return list
}

func undeclared(path string, t reflect.Type, own tags, above []reflect.Type, list *[]string) {
	switch k := t.Kind(); {
	case isText(t) || slices.Contains(above, t): // a type that holds itself was listed on the way down
	case k == reflect.Pointer:
		undeclared(path, t.Elem(), own, above, list)
	case k == reflect.Slice || k == reflect.Array || k == reflect.Map:
		undeclared(path+"[]", t.Elem(), own, above, list)
	case k == reflect.Struct:
		for _, m := range members(t) {
			inner := m.tags.under(own)
			if m.inline {
				inner = own
			}
			undeclared(join(path, m.name), t.Field(m.index).Type, inner, append(slices.Clone(above), t), list)
		}
	case isNumber(k) && !(own.hasUnit && own.hasRng):
		*list = append(*list, path)
	}
}
