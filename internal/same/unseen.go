package same

import (
	"reflect"
	"slices"
)

// Unseen lists what Digest may not see in values of v's type: functions, channels, and interfaces, behind which there may be
// any.
func Unseen(v any) []string {
	var list []string
	unseen(reflect.TypeOf(v), "", nil, &list)
	return list
}

func unseen(t reflect.Type, path string, above []reflect.Type, list *[]string) {
	switch k := t.Kind(); {
	case slices.Contains(above, t) || k == reflect.Struct && reflect.PointerTo(t).Implements(marshaler):
	case k == reflect.Struct:
		for f := range t.Fields() {
			unseen(f.Type, path+"."+f.Name, append(slices.Clone(above), t), list)
		}
	case k == reflect.Pointer:
		unseen(t.Elem(), path, above, list)
	case k == reflect.Slice || k == reflect.Array || k == reflect.Map:
		unseen(t.Elem(), path+"[]", above, list)
	case k == reflect.Func || k == reflect.Chan || k == reflect.UnsafePointer || k == reflect.Interface:
		*list = append(*list, path)
	}
}
