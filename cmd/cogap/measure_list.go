package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// measuresWord is what describe calls the measures of cogap measure.
const measuresWord = "measures"

// described is a measure for programs.
type described struct {
	Name    string   `json:"name"`
	Call    string   `json:"call"` // with the usual values of its parameters
	Needs   string   `json:"needs"`
	Meaning string   `json:"meaning"`
	Usual   bool     `json:"usual"`   // printed without being asked for
	Streams bool     `json:"streams"` // also from a stream, with bounds or exactly
	Names   []string `json:"names,omitempty"`
}

// describeMeasures lists the measures, those that need the same together.
func describeMeasures() (all []described) {
	sorted := slices.Clone(kinds)
	slices.SortStableFunc(sorted, func(a, b kind) int { return int(a.needs - b.needs) })
	for i := range sorted {
		k := &sorted[i]
		d := described{
			Name: k.name, Call: k.signature(), Needs: k.needs.flags(), Meaning: k.about, Usual: k.usual != nil,
			Streams: k.stream != nil || k.streamGap != nil || k.streamAll != nil,
		}
		for other, name := range otherNames {
			if name == k.name {
				d.Names = append(d.Names, other)
			}
		}
		slices.Sort(d.Names)
		all = append(all, d)
	}
	return all
}

// listMeasures prints the measures, those of each need together.
func listMeasures(out io.Writer, format string) error {
	all := describeMeasures()
	if format == "json" {
		return jsonForReaders(out).Encode(all)
	}
	fmt.Fprint(out, "Measures of cogap measure --measures. Values of parameters stand by place or by name; one with = may be left out.\n"+
		"* is printed without being asked for, ~ can be streamed.\n")
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	needs := ""
	for _, d := range all {
		if d.Needs != needs {
			needs = d.Needs
			fmt.Fprintf(w, "\nwith %s\n", needs)
		}
		marks := ""
		if d.Usual {
			marks += "*"
		}
		if d.Streams {
			marks += "~"
		}
		meaning := d.Meaning
		if len(d.Names) > 0 {
			meaning += "; also " + strings.Join(d.Names, ", ")
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", d.Call, marks, meaning)
	}
	return w.Flush()
}
