// Package schemacheck holds values to a JSON Schema, for tests: the part of a validator that the schemas of this module need.
package schemacheck

import (
	"encoding/json"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Violations returns what a value breaks of a schema, each with its path, which starts with the given one. Both are as package
// encoding/json reads them.
func Violations(schema map[string]any, v any, path string) []string {
	return checker{schema}.violations(schema, v, path)
}

// Plain returns an object as package encoding/json reads it, for [Violations].
func Plain(t testing.TB, v any) (object map[string]any) {
	t.Helper()
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &object)
	}
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// checker knows the schema that references are to.
type checker struct{ root map[string]any }

func (c checker) violations(schema map[string]any, v any, path string) []string {
	if to, ok := schema["$ref"].(string); ok {
		return c.violations(c.root["$defs"].(map[string]any)[strings.TrimPrefix(to, "#/$defs/")].(map[string]any), v, path)
	}
	var list []string
	say := func(text string) { list = append(list, path+": "+text) }
	if choices, ok := schema["anyOf"].([]any); ok {
		for _, one := range choices {
			if len(c.violations(one.(map[string]any), v, path)) == 0 {
				return nil
			}
		}
		return []string{path + ": none of anyOf"}
	}
	switch want := schema["type"]; {
	case want == nil: // anything
		return nil
	case want == "array" && reflect.TypeOf(v) == nil: // an empty list, as Go writes it
	case want == "object" && reflect.TypeOf(v) == nil:
	case !isOfType(v, want.(string)):
		say("want " + want.(string))
		return list
	}
	if pattern, ok := schema["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(v.(string)) {
		say("not as pattern")
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		say("not one of")
	}
	switch x := v.(type) {
	case float64:
		for name, broken := range map[string]func(float64) bool{
			"minimum":          func(b float64) bool { return x < b },
			"exclusiveMinimum": func(b float64) bool { return x <= b },
			"maximum":          func(b float64) bool { return x > b },
			"exclusiveMaximum": func(b float64) bool { return x >= b },
		} {
			if bound, ok := schema[name].(float64); ok && broken(bound) {
				side := "above "
				if strings.HasSuffix(strings.ToLower(name), "minimum") {
					side = "below "
				}
				say(side + name)
			}
		}
	case []any:
		if most, ok := schema["maxItems"].(float64); ok && float64(len(x)) > most {
			say("too long")
		}
		if least, ok := schema["minItems"].(float64); ok && float64(len(x)) < least {
			say("too short")
		}
		for i, element := range x {
			list = append(list, c.violations(schema["items"].(map[string]any), element, path+"["+string(rune('0'+i%10))+"]")...)
		}
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		others, _ := schema["additionalProperties"].(map[string]any)
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := x[name.(string)]; !ok {
				list = append(list, path+"."+name.(string)+": missing")
			}
		}
		for name, inner := range x {
			if p, ok := properties[name]; ok {
				list = append(list, c.violations(p.(map[string]any), inner, path+"."+name)...)
			} else if others != nil {
				list = append(list, c.violations(others, inner, path+"."+name)...)
			} else {
				list = append(list, path+"."+name+": unknown")
			}
		}
	}
	return list
}

func isOfType(v any, name string) bool {
	switch x := v.(type) {
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || name == "integer" && x == math.Trunc(x)
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}
