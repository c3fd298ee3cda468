package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/figure"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

// figures draws who holds SOTA AI from January 2026 on in a folder: with the bands of a study, if there is one, and by income.
func figures(folder string, result *cogap.Result, bands *study.Result) error {
	for _, c := range report.Charts(result) {
		switch {
		case c.ID == "ladder" && bands != nil:
			c = banded(c, bands)
		case c.ID != "ladder" && c.ID != "deciles":
			continue
		}
		var png bytes.Buffer
		if err := figure.Write(&png, since(c, january), figure.SourceOf(result), "png"); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, c.ID+".png"), png.Bytes(), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// banded returns the chart with the median and the bands of a study's only series in place of its line.
func banded(c report.Chart, r *study.Result) report.Chart {
	fan := studies.Charts(r)[0]
	c.Lines, c.Bands = fan.Lines, fan.Bands
	for i, name := range []string{"parameters: 9 in 10 sets", "luck: 9 in 10 runs of one set"} {
		if i < len(c.Bands) {
			c.Bands[i].Name = name
		}
	}
	c.Lines[0].Name = "median parameter set"
	return c
}

// since returns a chart over months from one of them on.
func since(c report.Chart, month int) report.Chart {
	from := slices.Index(c.At, float64(month))
	c.At, c.Names, c.X.From = c.At[from:], c.Names[from:], float64(month)
	for i := range c.Lines {
		c.Lines[i].Y = c.Lines[i].Y[from:]
	}
	for i := range c.Bands {
		c.Bands[i].Lo, c.Bands[i].Hi = c.Bands[i].Lo[from:], c.Bands[i].Hi[from:]
	}
	c.Marks = slices.DeleteFunc(c.Marks, func(m report.Mark) bool { return m.X < float64(month) })
	return c
}
