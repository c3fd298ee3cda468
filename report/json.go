package report

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"reflect"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
)

// JSON writes result.json, one object: the manifest with every parameter used, then the months. A month has the columns
// of series.csv, the rows of tiers.csv and deciles.csv that belong to it, and what the market made of it. The rows of
// collected.csv come before the months, if anything was to be collected; those of panel.csv are left to that file. What
// is not defined is null.
func JSON(w io.Writer, r *cogap.Result) error {
	out := object{{"manifest", r.Manifest}}
	if r.Stream != nil {
		out = append(out, pair{"stream", r.Stream})
	}
	if r.Mobility != nil {
		out = append(out, pair{"mobility", r.Mobility})
	}
	if len(r.Manifest.Scenario.Statistics.Collect) > 0 {
		rows := []object{}
		eachCollected(r, func(c collected) { rows = append(rows, row(collectedColumns, c, 0)) })
		out = append(out, pair{"collected", rows})
	}
	months := []object{}
	for i := range r.Months {
		months = append(months, monthObject(&r.Months[i]))
	}
	out = append(out, pair{"months", months})
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(out)
}

func monthObject(r *cogap.Record) object {
	o := row(seriesColumns, newMonth(r), 0)
	tiers, deciles := []object{}, []object{}
	for tier := range r.Total.Tiers {
		tiers = append(tiers, row(tierColumns, held{r, tier}, 2)) // without month and date
	}
	for d, share := range r.SOTAShareByDecile() {
		deciles = append(deciles, row(decileColumns, tenth{r, d, share}, 3))
	}
	o = append(o, pair{"tiers", tiers}, pair{"deciles", deciles}, pair{"market", defined(reflect.ValueOf(r.Market))})
	if r.Policies != nil {
		o = append(o, pair{"policies", r.Policies})
	}
	return o
}

// row makes an object of a row of a table, without its first columns.
func row[T any](columns []column[T], v T, skip int) object {
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

// number returns x, or nil if JSON has no such number.
func number(x float64) any { return value(x) }

// defined returns v with nil for numbers that JSON does not have: NaN and infinities.
func defined(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Float64:
		if x := v.Float(); math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return defined(v.Elem())
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = defined(v.Index(i))
		}
		return list
	case reflect.Struct:
		var o object
		for _, f := range param.ShapeOf(v.Interface()).Fields() {
			o = append(o, pair{f.Name, defined(f.Of(v))})
		}
		return o
	}
	return v.Interface()
}
