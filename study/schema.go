package study

import (
	"maps"

	"github.com/cogap/cogap/scenario"
)

// node is a JSON Schema, or a part of one.
type node map[string]any

// Schema returns the JSON Schema (draft 2020-12) of study files, for editors to complete and check them; encode it as JSON. It knows names,
// types and kinds. What a scenario does not have, and the ranges of what varies, are left to Read.
func Schema() map[string]any {
	one := scenario.Schema()
	root := object(node{
		"name":       text().means("what is studied"),
		"base":       aScenario().means("the scenario that is varied: a built-in one, a file, or all that a file would have"),
		"factors":    factorsSchema().means("what varies: parameters by their paths, or whole scenarios"),
		"design":     designSchema().means("how values of factors are combined"),
		"replicates": whole(0).means("runs of each combination, with other luck each"),
		"luck":       oneOf(string(Shared), string(Independent)).means("whether a replicate has the same luck in every combination"),
		"seed":       whole(0).means("chooses the luck of all runs"),
		"at_most":    whole(0).means("runs; more are refused"),
		"until": object(node{"measure": text(), "half_width": node{"type": "number", "exclusiveMinimum": 0}, "at_most": whole(leastBefore)},
			"measure", "half_width", "at_most").means("as many replicates as it takes to know a measure"),
		"measures": listOf(text()).means("what each run is asked for: sota_share@last, sota_share[decile=10]@2028-12"),
		"series":   listOf(text()).means("what each run is asked for in every month"),
	})
	root["$schema"], root["title"] = one["$schema"], "cogap study"
	delete(one, "$schema")
	root["$defs"] = node{"scenario": one}
	return root.means("A study runs a scenario many times, with other luck and other values of its parameters.")
}

// means says what a part of a file is.
func (n node) means(text string) node {
	n["description"] = text
	return n
}

func text() node { return node{"type": "string"} }

func oneOf(values ...string) node { return node{"type": "string", "enum": values} }

func whole(least int) node { return node{"type": "integer", "minimum": least} }

func listOf(items node) node { return node{"type": "array", "items": items} }

// object is a mapping of some names, of which it needs some.
func object(properties node, needs ...string) node {
	n := node{"type": "object", "properties": properties, "additionalProperties": false}
	if needs != nil {
		n["required"] = needs
	}
	return n
}

// aScenario is a name, a file, or all that a file would have.
func aScenario() node { return node{"anyOf": []node{text(), {"$ref": "#/$defs/scenario"}}} }

func designSchema() node {
	kind := oneOf(texts(kinds)...)
	return node{"anyOf": []node{kind, object(node{"kind": kind, "points": whole(0)})}}
}

// factorsSchema has parameters under their paths, which are any names.
func factorsSchema() node {
	name := text().means("its name in tables")
	number := func() node { return node{"type": "number"} }
	values := listOf(node{})
	bounds := object(node{
		"name": name, "from": number(), "to": number(), "scale": oneOf(string(Linear), string(Log)),
		"levels": whole(0).means("how many values a grid or list takes"), "whole": node{"type": "boolean"},
	}, "from", "to")
	parameter := node{"anyOf": []node{values, object(node{"name": name, "values": values}, "values"), bounds}}
	byName := node{"type": "object", "additionalProperties": aScenario()}
	list := listOf(aScenario())
	scenarios := node{"anyOf": []node{list, object(node{"name": name, "scenarios": node{"anyOf": []node{list, maps.Clone(byName)}}}, "scenarios"), byName}}
	return node{
		"type": "object", "additionalProperties": parameter,
		"properties": node{
			"scenario":  scenarios,
			"published": node{"type": "boolean", "description": "every parameter that has a published range"},
		},
	}
}
