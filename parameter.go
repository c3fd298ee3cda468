package cogap

import (
	"errors"

	"github.com/cogap/cogap/internal/param"
)

// ParameterError is one problem of a scenario. errors.As finds one in what [Scenario.Validate], [NewModel] and [Run] return;
// all of them are joined there, as of errors.Join.
type ParameterError struct {
	// Path is the parameter, such as market.tiers[0].price.values[2]: names joined by dots, indices in brackets. It is
	// empty for a problem of the whole scenario.
	Path string
	// Err is what is wrong with it, such as "got -5 u/month, want 0 to 1e12". It may wrap [ErrRange] or [ErrUnknown].
	Err error
}

// Error returns the path, a colon and the problem.
func (e *ParameterError) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the problem without its path.
func (e *ParameterError) Unwrap() error { return e.Err }

// What a ParameterError may wrap.
var (
	// ErrRange is wrapped by the errors of values that are not allowed: numbers outside their range, NaN and infinities
	// among them, and lists and texts that are too long.
	ErrRange = param.ErrRange
	// ErrUnknown is wrapped by the errors of names that nothing has.
	ErrUnknown = param.ErrUnknown
)

// Validate returns all that is wrong with the scenario, each problem a *[ParameterError], joined; nil if nothing is. Of very
// many problems it returns the first hundred, and an error that says how many more there are.
func (s Scenario) Validate() error { return s.validate("") }

// validate is Validate of all but the part that is known to be free of problems, if there is one.
func (s Scenario) validate(known string) error {
	several, ok := param.CheckBut(&s, known).(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var list []error
	for _, err := range several.Unwrap() {
		if e, ok := errors.AsType[*param.Error](err); ok {
			err = &ParameterError{e.Path, e.Err}
		}
		list = append(list, err)
	}
	return errors.Join(list...)
}
