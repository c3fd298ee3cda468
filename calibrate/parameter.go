package calibrate

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/study"
)

// digits of a value as scenarios get it: enough for any parameter, and the same on every machine.
const digits = 12

func text(x float64) string { return strconv.FormatFloat(x, 'g', digits, 64) }

// Value returns the parameter's value at a place of its range, from 0 to 1.
func (p *Parameter) Value(place float64) float64 {
	x := p.From + float64(place*(p.To-p.From))
	if p.Scale == study.Log {
		x = p.From * math.Exp(place*math.Log(p.To/p.From))
	}
	x, _ = strconv.ParseFloat(text(min(max(x, p.From), p.To)), 64) // it was printed so
	return x
}

// Place undoes Value. Of a value outside of the range it is that of the nearer end.
func (p *Parameter) Place(value float64) float64 {
	value = min(max(value, p.From), p.To)
	if p.Scale == study.Log {
		return rounded(math.Log(value/p.From) / math.Log(p.To/p.From))
	}
	return rounded((value - p.From) / (p.To - p.From))
}

// rounded returns a place with so many digits that points which are the same have the same text.
func rounded(place float64) float64 { return math.Round(place*1e12) / 1e12 }

// numberAt returns the number that a scenario has at a path.
func numberAt(s *cogap.Scenario, path string) (float64, error) {
	p := param.PlaceOf(s).Find(path)
	if p == nil {
		return 0, fmt.Errorf("the scenario has no %s", path)
	}
	switch v := p.Value; v.Kind() {
	case reflect.Float64:
		return v.Float(), nil
	case reflect.Int, reflect.Int64:
		return float64(v.Int()), nil
	}
	return 0, fmt.Errorf("%s is no number: name one in it, such as %s.values[0]", path, path)
}

// home returns where the scenario as it is has the parameter in its range: of a series its first value, of what is no number the middle.
func (p *Parameter) home(s *cogap.Scenario) float64 {
	value := 1.0
	if !p.Times {
		var err error
		if value, err = numberAt(s, p.Paths[0]); err != nil { // a series, which a number makes constant
			if value, err = numberAt(s, p.Paths[0]+".values[0]"); err != nil {
				return 0.5
			}
		}
	}
	return p.Place(value)
}

// changes reports whether a parameter changes a scenario.
func (p *Parameter) changes(of *Scenario, s *cogap.Scenario) bool {
	if len(p.In) > 0 {
		return slices.Contains(p.In, of.Name)
	}
	for _, path := range p.Paths {
		if param.PlaceOf(s).Find(path) == nil {
			return false
		}
	}
	return true
}

// first returns the scenario that says where the search for a parameter begins.
func (p *Plan) first(x *Parameter) *cogap.Scenario {
	if len(x.In) > 0 {
		return &p.Scenarios[p.find(x.In[0])].Scenario
	}
	return &p.Scenarios[0].Scenario
}

// factors returns a factor of a study for each path of the parameters that change a scenario, of which s is what a stage runs, and what
// their levels are made of.
func factors(list []Parameter, of *Scenario, s *cogap.Scenario) (factors []study.Factor, levels []level) {
	for i := range list {
		p := &list[i]
		if !p.changes(of, s) {
			continue
		}
		for _, path := range p.Paths {
			times := 1.0
			if p.Times {
				times, _ = numberAt(s, path) // of no number the study will complain
			}
			lo, hi := times*p.From, times*p.To
			factors = append(factors, study.Factor{Path: path, Range: &study.Range{From: min(lo, hi), To: max(lo, hi)}})
			levels = append(levels, level{parameter: i, times: times})
		}
	}
	return factors, levels
}

// level says how a value of a factor follows from one of a parameter.
type level struct {
	parameter int
	times     float64
}
