package measure

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/inequality/histogram"
)

// Ref names one number of a run: a measure or a collection, the group that it is of, and the month. See the package
// documentation for how it is written.
type Ref struct {
	// ID is the id of a measure; empty if the number is of a collection.
	ID string
	// Collection is the name of a collection; empty if the number is of a measure.
	Collection string
	// Groups says which group the number is of. A measure takes one at most, a collection one for each of its By.
	Groups []Is
	// Month is a month of the run as 2028-12, its number from 0, first or last; or mean or sum, over all months in which the
	// number is measured; NaN if it is not defined in one of them, as a price while nothing is on sale. Empty means last.
	Month string
}

// Is is one way of parting people, and the group that is meant.
type Is struct{ Way, Name string }

// The words that stand for months.
const (
	First = "first"
	Last  = "last"
	Mean  = "mean" // over all months in which the number is measured
	Sum   = "sum"  // over all months, in all of which it must be measured
)

// Of returns the number of a result whose run is over or was stopped: last is its last complete month. The error says
// what the result does not have; a number that is not defined is NaN without an error.
func (r Ref) Of(result *cogap.Result) (histogram.Interval, error) {
	reader, err := bind(r, &result.Manifest.Scenario, result.Strata, len(result.Months))
	if err != nil {
		return undefined, err
	}
	for i := range result.Months {
		if reader.Wants(result.Months[i].Month) {
			reader.See(NewMonth(&result.Months[i], result.Strata))
		}
	}
	return reader.Value()
}

// String returns the name as Parse reads it.
func (r Ref) String() string {
	var b strings.Builder
	b.WriteString(r.ID)
	if r.ID == "" {
		b.WriteString(collected + quoted(r.Collection, "[@"))
	}
	for i, is := range r.Groups {
		b.WriteByte("[,"[min(i, 1)])
		b.WriteString(quoted(is.Way, "=,[]@") + "=" + quoted(is.Name, "=,[]@"))
	}
	if len(r.Groups) > 0 {
		b.WriteByte(']')
	}
	if r.Month != "" {
		b.WriteString("@" + r.Month)
	}
	return b.String()
}

// MarshalText returns String.
func (r Ref) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is Parse.
func (r *Ref) UnmarshalText(text []byte) (err error) {
	*r, err = Parse(string(text))
	return err
}

// collected is what names of what a collection found begin with.
const collected = "collected."

// quoted returns a name as it is, or in quotation marks if it has one of some letters in it or could not be read back.
func quoted(name, special string) string {
	if name == "" || strings.ContainsAny(name, special+"\"`\\") || strings.TrimSpace(name) != name || strconv.Quote(name) != `"`+name+`"` {
		return strconv.Quote(name)
	}
	return name
}

// errorf is an error about a name.
func (r Ref) errorf(format string, args ...any) error {
	return fmt.Errorf("measure %s: %w", r, fmt.Errorf(format, args...))
}
