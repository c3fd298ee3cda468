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

// digits of a value that was computed, as scenarios get it: enough for any parameter, and the same on every machine.
const digits = 12

// short12 returns a number with so many digits.
func short12(x float64) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64) // it was printed so
	return x
}

// text prints a number with all of its digits, a whole one without an exponent.
func text(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// Value returns the parameter's value at a place of its range, from 0 to 1: the nearest whole number if it is Whole.
func (p *Parameter) Value(place float64) float64 {
	x := p.From + float64(place*(p.To-p.From))
	if p.Scale == study.Log {
		x = p.From * math.Exp(place*math.Log(p.To/p.From))
	}
	x = short12(min(max(x, p.From), p.To))
	if p.Whole {
		return math.Round(x)
	}
	return x
}

// away returns the place so far from another, up or down, within the range; of a whole parameter that of another value.
func (p *Parameter) away(place, by float64) float64 {
	to := min(max(place+by, 0), 1)
	if !p.Whole {
		return to
	}
	value := p.Value(place)
	if next := p.Value(to); next != value {
		return p.Place(next)
	}
	return p.Place(value + math.Copysign(1, by))
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

// firstAt returns the number that a scenario has at a path, or the first value of a series, which a number makes constant.
func firstAt(s *cogap.Scenario, path string) (float64, error) {
	value, err := numberAt(s, path)
	if err == nil {
		return value, nil
	}
	if first, seriesErr := numberAt(s, path+".values[0]"); seriesErr == nil {
		return first, nil
	}
	return 0, err
}

// isWhole reports whether a scenario has but whole numbers at a path.
func isWhole(s *cogap.Scenario, path string) bool {
	p := param.PlaceOf(s).Find(path)
	return p != nil && slices.Contains([]reflect.Kind{reflect.Int, reflect.Int64}, p.Value.Kind())
}

// home returns what the scenario as it is has of the parameter, and where that is in the range: of a series its first value, of what is no
// number the middle. Outside of the range it is the nearer end.
func (p *Parameter) home(s *cogap.Scenario) (value, place float64) {
	value = 1.0
	if !p.Times {
		var err error
		if value, err = firstAt(s, p.Paths[0]); err != nil {
			return p.Value(0.5), 0.5
		}
	}
	value = min(max(value, p.From), p.To)
	return value, p.Place(value)
}

// value returns a parameter's value at a place: where the scenario as it is has it, exactly that.
func (c *Calibration) value(parameter int, place float64) float64 {
	if place == c.home[parameter] {
		return c.start[parameter]
	}
	return c.plan.Parameters[parameter].Value(place)
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

// first returns the scenario that says where the search for a parameter begins; nil if there is none of that name.
func (p *Plan) first(x *Parameter) *cogap.Scenario {
	at := p.firstOf(x)
	if at < 0 {
		return nil
	}
	return &p.Scenarios[at].Scenario
}

// firstOf returns the number of that scenario; -1 if there is none.
func (p *Plan) firstOf(x *Parameter) int {
	if len(x.In) > 0 {
		return p.find(x.In[0])
	}
	return 0
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
			ends := &study.Range{From: min(lo, hi), To: max(lo, hi), Whole: isWhole(s, path)}
			if ends.Whole {
				ends.From, ends.To = math.Round(ends.From), math.Round(ends.To)
			}
			factors = append(factors, study.Factor{Path: path, Range: ends})
			levels = append(levels, level{parameter: i, times: times, whole: ends.Whole})
		}
	}
	return factors, levels
}

// level says how a value of a factor follows from one of a parameter.
type level struct {
	parameter int
	times     float64
	whole     bool // it is rounded
}

// text returns the value of the factor, as scenarios get it.
func (l level) text(value float64) string {
	x := l.times * value
	if l.times != 1 && value != 1 {
		x = short12(x)
	}
	if l.whole {
		x = math.Round(x)
	}
	return text(x)
}
