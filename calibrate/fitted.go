package calibrate

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/cogap/cogap/internal/csvtable"
)

// What cogap calibrate found: files of its folder of results.
var (
	//go:embed data/fit/parameters.csv
	fittedParameters []byte
	//go:embed data/fit/summary.csv
	fittedTargets []byte
	//go:embed data/fit/held-back.csv
	fittedHeldBack []byte
	//go:embed data/fit/ensemble.csv
	fittedEnsemble []byte
)

// Fitted returns the values of the parameters with which the calibration that comes with cogap fits best, by Parameter.Column: what
// cogap calibrate found.
func Fitted() map[string]float64 {
	values := map[string]float64{}
	readOwn("parameters.csv", fittedParameters, []string{"parameter", "fit"}, func(t *csvtable.Table) {
		values[t.Text("parameter")] = t.Number("fit", "")
	})
	return values
}

// FittedTargets returns the published targets beside the fitted model: what cogap calibrate found.
func FittedTargets() []Comparison {
	targets := publishedByID()
	var list []Comparison
	readOwn("summary.csv", fittedTargets, []string{"id", "model", "model_se", "z", "pass", "not_expressed"}, func(t *csvtable.Table) {
		x := Comparison{Target: targets[t.Text("id")], Reason: t.Text("not_expressed")}
		for column, number := range map[string]*float64{"model": &x.Model, "model_se": &x.SE, "z": &x.Z} {
			*number = math.NaN()
			if t.Text(column) != "" {
				*number = t.Number(column, " or nothing")
			}
		}
		x.Pass, _ = strconv.ParseBool(t.Text("pass")) // nothing is no
		list = append(list, x)
	})
	return list
}

// FittedEnsemble returns sets of values that fit about as well as the best, each as Fitted has it: what cogap calibrate drew.
func FittedEnsemble() []map[string]float64 {
	columns := slices.Sorted(maps.Keys(Fitted()))
	var list []map[string]float64
	readOwn("ensemble.csv", fittedEnsemble, columns, func(t *csvtable.Table) {
		set := map[string]float64{}
		for _, column := range columns {
			set[column] = t.Number(column, "")
		}
		list = append(list, set)
	})
	return list
}

// FittedHeldBack returns the published targets beside what the model predicts of each group of them from the others: what cogap calibrate found.
func FittedHeldBack() []Prediction {
	targets := publishedByID()
	var list []Prediction
	readOwn("held-back.csv", fittedHeldBack, []string{"group", "id", "q05", "q50", "q95", "z", "pass", "effective", "r_hat"}, func(t *csvtable.Table) {
		x := Prediction{Group: t.Text("group"), Target: targets[t.Text("id")]}
		for column, number := range map[string]*float64{"q05": &x.Low, "q50": &x.Median, "q95": &x.High, "z": &x.Z, "effective": &x.Effective, "r_hat": &x.RHat} {
			*number = t.Number(column, "")
		}
		x.Pass, _ = strconv.ParseBool(t.Text("pass"))
		list = append(list, x)
	})
	return list
}

// publishedByID returns the published targets by their ID.
func publishedByID() map[string]Target {
	targets := map[string]Target{}
	for _, t := range Published() {
		targets[t.ID] = t
	}
	return targets
}

// readOwn reads an embedded table row by row. A test reads the same bytes.
func readOwn(name string, text []byte, columns []string, row func(*csvtable.Table)) {
	t := csvtable.Open(bytes.NewReader(text), name, columns...)
	for t.Next() {
		row(t)
	}
	if err := t.Err(); err != nil {
		panic(fmt.Sprintf("calibrate: embedded data: %v", err))
	}
}
