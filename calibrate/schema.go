package calibrate

import (
	js "github.com/cogap/cogap/internal/jsonschema"
	"github.com/cogap/cogap/measure"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/study"
)

// Schema returns the JSON Schema (draft 2020-12) of calibration files, for editors to complete and check them; encode it as JSON. It knows
// names, types and kinds. What a scenario does not have, and the ranges of what varies, are left to Read.
func Schema() map[string]any {
	which := js.Object(js.Node{
		"scenario":     js.AScenario(),
		"equal_strata": js.Bool().Means("all strata with the same number of people"),
	}, "scenario")
	stage := js.Object(js.Node{"strata": js.Whole(0).Means("drawn by size; 0 means all"), "evaluations": js.Whole(1)}, "evaluations")
	root := js.Object(js.Node{
		"name":             js.Text().Means("what is calibrated"),
		"scenario":         js.AScenario().Means("what is run"),
		"scenarios":        js.MapOf(js.AnyOf(which, js.AScenario())).Means("what is run, by names"),
		"parameters":       parametersSchema().Means("what may change, and within which range"),
		"targets":          js.Text().Means("published figures: a file, or published for those that come with cogap"),
		"validate":         js.Text().Means("figures that are reported and never fitted"),
		"moments":          js.MapOf(momentSchema()).Means("what each target is compared with"),
		"not_expressed":    js.MapOf(js.Text()).Means("targets that the model can't be compared with, and why"),
		"method":           js.OneOf(methods...),
		"start":            js.Whole(0).Means("points of a Latin hypercube to begin with; 0 means three for each parameter"),
		"evaluations":      js.Whole(1).Means("budget of a search in one stage"),
		"stages":           js.ListOf(stage).Means("parts of the search"),
		"replicates":       js.Whole(1).Means("runs of each evaluation, with other luck"),
		"final_replicates": js.Whole(1).Means("runs of the fit that is reported"),
		"cap":              js.Number().Means("the most that |z| counts for"),
		"seed":             js.Whole(0).Means("chooses the luck of all runs and all draws"),
		"identify":         js.Bool().Means("which directions the targets say something of"),
		"profiles":         js.Object(js.Node{"points": js.Whole(2), "evaluations": js.Whole(1)}, "points", "evaluations"),
		"history":          js.Object(js.Node{"waves": js.Whole(1), "points": js.Whole(1), "cutoff": js.Number()}, "waves", "points"),
		"ensemble":         js.Object(js.Node{"walkers": js.Whole(0), "steps": js.Whole(2), "training": js.Whole(0), "refining": js.Whole(0), "sets": js.Whole(0), "moves": js.OneOf(moves...), "seed": js.Whole(0).Means("chooses its draws; 0 means the seed of the calibration")}, "steps"),
		"hold_back":        js.Object(js.Node{"training": js.Whole(0), "points": js.Whole(2), "moves": js.OneOf(moves...), "groups": js.MapOf(js.ListOf(js.Text()))}, "points", "groups"),
		"bands":            js.Object(js.Node{"measures": js.ListOf(js.Text()), "members": js.Whole(0)}, "measures"),
	}, "parameters", "targets", "moments")
	return js.File(root, "cogap calibration", scenario.Schema()).
		Means("A calibration finds the parameters with which scenarios give published figures.")
}

// parametersSchema has parameters under their paths or names.
func parametersSchema() js.Node {
	n := js.MapOf(js.Object(js.Node{
		"paths": js.ListOf(js.Text()).Means("the parameters that get the value, if the name is no path"),
		"in":    js.ListOf(js.Text()).Means("the scenarios that get it, if not all that have the paths"),
		"from":  js.Number(), "to": js.Number(),
		"scale": js.OneOf(string(study.Linear), string(study.Log)),
		"times": js.Bool().Means("a factor by which what each path has is multiplied"),
		"whole": js.Bool().Means("the value is rounded to a whole number; need not be said of a parameter that takes no others"),
		"step":  js.Number().Means("the first step of the search, as a part of the range"),
	}, "from", "to"))
	n["properties"] = js.Node{"published": js.Bool().Means("every parameter that has a published range")}
	return n
}

func momentSchema() js.Node {
	term := func() js.Node {
		return js.Node{
			"measure": js.Text().Means("as package measure names it: access_share@2026-02"),
			"from":    js.Text().Means("month from which the mean is taken"), "to": js.Text().Means("month up to which"),
			"by":      js.OneOf(string(measure.Group), string(measure.Stratum)),
			"weights": js.MapOf(js.Number()).Means("what each group counts for"),
		}
	}
	whole := term()
	whole["scenario"] = js.Text().Means("its name; the first if there is none")
	whole["over"] = js.AnyOf(js.Text(), js.Object(term(), "measure")).Means("the divisor of a ratio")
	whole["times"] = js.Number().Means("what the source measures over what the model does; 1 if it is not said")
	whole["slope_on"] = js.Text().Means("the measure on which the slope of the logarithm over strata or groups is taken")
	return js.AnyOf(js.Text(), js.Object(whole, "measure"))
}
