// Package jsonschema builds JSON Schemas (draft 2020-12) of files that have scenarios in them.
package jsonschema

// Node is a JSON Schema, or a part of one.
type Node map[string]any

// Means says what a part of a file is.
func (n Node) Means(text string) Node {
	n["description"] = text
	return n
}

// Text is any text.
func Text() Node { return Node{"type": "string"} }

// OneOf is one of some texts.
func OneOf(values ...string) Node { return Node{"type": "string", "enum": values} }

// Whole is a whole number, not below least.
func Whole(least int) Node { return Node{"type": "integer", "minimum": least} }

// Number is any number.
func Number() Node { return Node{"type": "number"} }

// Bool is true or false.
func Bool() Node { return Node{"type": "boolean"} }

// ListOf is a list.
func ListOf(items Node) Node { return Node{"type": "array", "items": items} }

// Object is a mapping of some names, of which it needs some.
func Object(properties Node, needs ...string) Node {
	n := Node{"type": "object", "properties": properties, "additionalProperties": false}
	if needs != nil {
		n["required"] = needs
	}
	return n
}

// MapOf is a mapping of any names.
func MapOf(values Node) Node { return Node{"type": "object", "additionalProperties": values} }

// AnyOf is one of several kinds of value.
func AnyOf(kinds ...Node) Node { return Node{"anyOf": kinds} }

// AScenario is a name, a file, or all that a file would have.
func AScenario() Node { return AnyOf(Text(), Node{"$ref": "#/$defs/scenario"}) }

// File makes the schema of a file of an object: with a title, and with the schema of scenarios as that which AScenario means.
func File(root Node, title string, ofScenarios map[string]any) Node {
	root["$schema"], root["title"] = ofScenarios["$schema"], title
	delete(ofScenarios, "$schema")
	root["$defs"] = Node{"scenario": ofScenarios}
	return root
}
