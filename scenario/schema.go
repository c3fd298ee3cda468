package scenario

import (
	"math"
	"reflect"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
)

// node is a JSON Schema, or a part of one.
type node map[string]any

// Schema returns the JSON Schema (draft 2020-12) of scenario files, for editors to complete and check them; encode it
// as JSON. It knows names, types, units and ranges. Rules across parameters are left to Read.
func Schema() map[string]any {
	s := cogap.Plain()
	root := schemaOf(param.ShapeOf(s), reflect.ValueOf(s))
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "cogap scenario"
	root["description"] = "A scenario changes what it mentions of its base."
	root["properties"].(node)[baseKey] = node{
		"anyOf": []node{
			{"type": "string", "enum": Names()},
			{"type": "string", "pattern": `[./\\]`},
		},
		"default":     "plain",
		"description": "the scenario that the file changes: a built-in one, or a file, relative to this one",
	}
	people := root["properties"].(node)["population"].(node)["properties"].(node)
	people[columnsKey] = node{
		"type": "object", "additionalProperties": node{"type": "string"},
		"description": "what the columns of the file are called that have other names than name, people, p50, exposure, ...",
	}
	return root
}

func schemaOf(s param.Shape, v reflect.Value) node {
	switch k := s.Type.Kind(); {
	case isSeries(s):
		return described(s, seriesSchema(s))
	case s.IsText() || k == reflect.String:
		return described(s, textSchema(s))
	case k == reflect.Bool:
		return described(s, node{"type": "boolean"})
	case s.IsList():
		return described(s, listSchema(s, v))
	case k == reflect.Struct:
		return described(s, structSchema(s, v))
	}
	return described(s, numberSchema(s))
}

// described adds what the field means.
func described(s param.Shape, n node) node {
	if text := explanation(s); s.Name != "" && text != "" {
		n["description"] = text
	}
	return n
}

func structSchema(s param.Shape, v reflect.Value) node {
	properties := node{}
	for _, f := range s.Fields() {
		inner := schemaOf(f, f.Of(v))
		if isLeaf(f) && !isSeries(f) && !f.IsList() {
			inner["default"] = f.Of(v).Interface()
		}
		properties[f.Name] = inner
	}
	n := node{"type": "object", "properties": properties, "additionalProperties": false}
	if names := required(s.Type); names != nil {
		n["required"] = names
	}
	return n
}

func listSchema(s param.Shape, v reflect.Value) node {
	element := s.Element()
	var one reflect.Value // leaves need none
	if !isLeaf(element) {
		one = fresh(v.Type().Elem())
	}
	n := node{"type": "array", "items": schemaOf(element, one)}
	n["maxItems"] = s.Limit
	if s.Type.Kind() == reflect.Array {
		n["minItems"], n["maxItems"] = s.Type.Len(), s.Type.Len()
	}
	if s.IsNamed() {
		parts := node{}
		for _, f := range s.Fields() {
			parts[f.Name] = numberSchema(f)
		}
		return node{"anyOf": []node{{"type": "object", "properties": parts, "additionalProperties": false}, n}}
	}
	return n
}

func textSchema(s param.Shape) node {
	n := node{"type": "string"}
	var names []string
	for _, value := range valuesOf(s) {
		names = append(names, value.Value)
	}
	if names != nil {
		n["enum"] = names
	}
	return n
}

func numberSchema(s param.Shape) node {
	n := node{"type": "integer"}
	if k := s.Type.Kind(); k == reflect.Float64 || k == reflect.Float32 {
		n["type"] = "number"
	}
	bound := func(x float64, open bool, closedName, openName string) {
		switch {
		case math.IsInf(x, 0):
		case open:
			n[openName] = x
		default:
			n[closedName] = x
		}
	}
	bound(s.Range.Low, s.Range.OpenLow, "minimum", "exclusiveMinimum")
	bound(s.Range.High, s.Range.OpenHigh, "maximum", "exclusiveMaximum")
	return n
}

// seriesSchema is that of a bare number or of a series with its parts.
func seriesSchema(s param.Shape) node {
	parts := node{}
	var constant node
	for _, f := range s.Fields() {
		if f.Name == "values" {
			constant = numberSchema(f.Element())
		}
		parts[f.Name] = schemaOf(f, reflect.Value{})
	}
	return node{"anyOf": []node{constant, {
		"type": "object", "properties": parts, "additionalProperties": false, "required": []string{"kind", "values"},
	}}}
}
