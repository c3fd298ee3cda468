package study

import (
	"maps"

	js "github.com/cogap/cogap/internal/jsonschema"
	"github.com/cogap/cogap/scenario"
)

// Schema returns the JSON Schema (draft 2020-12) of study files, for editors to complete and check them; encode it as JSON. It knows names,
// types and kinds. What a scenario does not have, and the ranges of what varies, are left to Read.
func Schema() map[string]any {
	root := js.Object(js.Node{
		"name":       js.Text().Means("what is studied"),
		"base":       js.AScenario().Means("the scenario that is varied: a built-in one, a file, or all that a file would have"),
		"from":       js.Text().Means("the folder of a run that was saved, from whose last snapshot all runs go on; its scenario is the base if there is no other"),
		"factors":    factorsSchema().Means("what varies: parameters by their paths, or whole scenarios"),
		"design":     designSchema().Means("how values of factors are combined"),
		"replicates": js.Whole(1).Means("runs of each combination, with other luck each"),
		"luck":       js.OneOf(string(Shared), string(Independent)).Means("whether a replicate has the same luck in every combination"),
		"seed":       js.Whole(0).Means("chooses the luck of all runs"),
		"at_most":    js.Whole(1).Means("runs; more are refused"),
		"until": js.Object(js.Node{"measure": js.Text(), "half_width": js.Node{"type": "number", "exclusiveMinimum": 0}, "at_most": js.Whole(leastBefore)},
			"measure", "half_width", "at_most").Means("as many replicates as it takes to know a measure"),
		"measures": js.ListOf(js.Text()).Means("what each run is asked for: sota_share@last, sota_share[decile=10]@2028-12"),
		"series":   js.ListOf(js.Text()).Means("what each run is asked for in every month"),
	})
	return js.File(root, "cogap study", scenario.Schema()).Means("A study runs a scenario many times, with other luck and other values of its parameters.")
}

func designSchema() js.Node {
	kind := js.OneOf(texts(kinds)...)
	return js.Node{"anyOf": []js.Node{kind, js.Object(js.Node{"kind": kind, "points": js.Whole(0)})}}
}

// factorsSchema has parameters under their paths, which are any names.
func factorsSchema() js.Node {
	name := js.Text().Means("its name in tables")
	number := func() js.Node { return js.Node{"type": "number"} }
	values := js.ListOf(js.Node{})
	bounds := js.Object(js.Node{
		"name": name, "from": number(), "to": number(), "scale": js.OneOf(string(Linear), string(Log)),
		"levels": js.Whole(0).Means("how many values a grid or list takes"), "whole": js.Node{"type": "boolean"},
	}, "from", "to")
	parameter := js.Node{"anyOf": []js.Node{values, js.Object(js.Node{"name": name, "values": values}, "values"), bounds}}
	byName := js.Node{"type": "object", "additionalProperties": js.AScenario()}
	list := js.ListOf(js.AScenario())
	scenarios := js.Node{"anyOf": []js.Node{list, js.Object(js.Node{"name": name, "scenarios": js.Node{"anyOf": []js.Node{list, maps.Clone(byName)}}}, "scenarios"), byName}}
	return js.Node{
		"type": "object", "additionalProperties": parameter,
		"properties": js.Node{
			"scenario":  scenarios,
			"published": js.Node{"type": "boolean", "description": "every parameter that has a published range"},
		},
	}
}
