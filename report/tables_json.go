package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/measure"
)

// WriteJSON writes result.json, one object: the manifest with every parameter used, then the months. A month has the
// columns of series.csv, and the rows of tiers.csv, deciles.csv and providers.csv that belong to it. The rows of
// collected.csv come before the months, if anything was to be collected; those of strata.csv and panel.csv are left to
// those files. What is not defined is null.
func WriteJSON(w io.Writer, r *cogap.Result) error {
	all := newRun(r)
	out := object{{"manifest", r.Manifest}}
	if r.Stream != nil {
		out = append(out, pair{"stream", r.Stream})
	}
	if r.Mobility != nil {
		out = append(out, pair{"mobility", r.Mobility})
	}
	if len(r.Manifest.Scenario.Statistics.Collect) > 0 {
		rows := []object{}
		all.eachCollected(func(c collected) { rows = append(rows, rowOf(collectedColumns, c, 0)) })
		out = append(out, pair{"collected", rows})
	}
	months := []object{}
	for _, m := range all.months {
		months = append(months, monthObject(m))
	}
	return writeObject(w, append(out, pair{"months", months}))
}

func writeObject(w io.Writer, o object) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(o)
}

func monthObject(m *measure.Month) object {
	o := rowOf(seriesColumns, group{m, measure.Everybody, 0}, 0)
	for _, part := range []struct {
		name    string
		columns []column[group]
		skip    int // month, date and what else does not differ
		each    func(m *measure.Month, emit func(group))
	}{
		{"tiers", tierColumns, 2, eachTier},
		{"deciles", decileColumns, 3, eachDecile},
		{"providers", providerColumns, 2, eachProvider},
	} {
		rows := []object{}
		part.each(m, func(g group) { rows = append(rows, rowOf(part.columns, g, part.skip)) })
		o = append(o, pair{part.name, rows})
	}
	return o
}

// rowOf makes an object of a row of a table, without its first columns.
func rowOf[T any](columns []column[T], v T, skip int) object {
	var o object
	for _, c := range columns[skip:] {
		o = append(o, pair{c.name, value(c.of(v))})
	}
	return o
}

// object is a JSON object whose names keep their order.
type object []pair

type pair struct {
	name  string
	value any
}

// MarshalJSON encodes the object.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(p.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(p.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
