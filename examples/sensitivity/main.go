// Command sensitivity asks: which of all parameters decide who holds SOTA AI at the end?
//
// It screens every parameter that has a published range by elementary effects (Morris), and goes on with the few that
// matter most: what part of the variance does each account for, alone and with the others (Sobol)? The first study is the
// file sensitivity.yaml, which cogap study run takes too.
package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

//go:embed sensitivity.yaml
var file []byte

func main() {
	scale := flag.Int("scale", 14_000, "real `people` that one agent stands for")
	points := flag.Int("points", 20, "`trajectories` of the screening, of 38 runs each")
	rows := flag.Int("rows", 128, "`rows` of the design that shares out variance, of 6 runs each")
	out := flag.String("out", "", "write the pages of both studies to this `folder`")
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background(), os.Stdout, *scale, *points, *rows, *out); err != nil {
		log.Fatal(err)
	}
}

// most is how many factors the second study has.
const most = 4

func run(ctx context.Context, w io.Writer, scale, points, rows int, out string) error {
	p, err := study.Read(bytes.NewReader(file), "sensitivity.yaml", "")
	if err != nil {
		return err
	}
	p.Base.Population.Scale, p.Design.Points = scale, points
	screened, err := study.Run(ctx, p, study.Options{})
	if err != nil {
		return err
	}
	effects, err := screened.Effects(0)
	if err != nil {
		return err
	}
	slices.SortStableFunc(effects, func(a, b study.Effect) int { return cmp.Compare(b.MuStar.Value, a.MuStar.Value) })
	if err := printEffects(w, screened, effects); err != nil {
		return err
	}

	p.Name, p.Design = "what the few account for", study.Design{Kind: study.Sobol, Points: rows}
	p.Factors = slices.DeleteFunc(p.Factors, func(f study.Factor) bool {
		return !slices.ContainsFunc(effects[:most], func(e study.Effect) bool { return e.Factor == f.Path })
	})
	shared, err := study.Run(ctx, p, study.Options{})
	if err != nil {
		return err
	}
	shares, err := shared.Shares(0)
	if err != nil {
		return err
	}
	if err := printShares(w, shared, shares); err != nil {
		return err
	}
	return write(out, map[string]*study.Result{"screening.html": screened, "variance.html": shared})
}

// printEffects prints the tornado: what the whole range of each parameter does to the share.
func printEffects(w io.Writer, r *study.Result, effects []study.Effect) error {
	fmt.Fprintf(w, "How far does each parameter move the SOTA share of the last month, over its published range? %d runs\n\n", r.Done())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "parameter\tpoints\t95%\t")
	const lines = 12
	for _, e := range effects[:lines] {
		fmt.Fprintf(t, "%s\t%.2f\t%.2f to %.2f\t%s\n", e.Factor, 100*e.MuStar.Value, 100*e.MuStar.Lo, 100*e.MuStar.Hi, bar(e.MuStar.Value/effects[0].MuStar.Value))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	var idle []string
	for _, e := range effects[lines:] {
		if e.MuStar.Hi < effects[0].MuStar.Value/100 {
			idle = append(idle, e.Factor)
		}
	}
	if idle != nil {
		fmt.Fprintf(w, "\nLess than a hundredth of the first: %s\n", strings.Join(idle, ", "))
	}
	return nil
}

// printShares prints what part of the variance each of the few accounts for.
func printShares(w io.Writer, r *study.Result, shares []study.Share) error {
	fmt.Fprintf(w, "\nWhat part of its variance over these ranges do the first %d account for? %d runs\n\n", len(shares), r.Done())
	slices.SortStableFunc(shares, func(a, b study.Share) int { return cmp.Compare(b.Total.Value, a.Total.Value) })
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "parameter\talone\t95%\twith interactions\t95%\t")
	for _, s := range shares {
		fmt.Fprintf(t, "%s\t%.0f%%\t%.0f to %.0f\t%.0f%%\t%.0f to %.0f\t%s\n", s.Factor, 100*s.First.Value, 100*s.First.Lo, 100*s.First.Hi,
			100*s.Total.Value, 100*s.Total.Lo, 100*s.Total.Hi, bar(s.Total.Value))
	}
	return t.Flush()
}

// bar draws a part of 30 letters.
func bar(part float64) string { return strings.Repeat("█", int(math.Round(30*min(max(part, 0), 1)))) }

// write writes the pages of studies to a folder.
func write(folder string, pages map[string]*study.Result) error {
	if folder == "" {
		return nil
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	for name, r := range pages {
		var page bytes.Buffer
		if err := studies.WritePage(&page, r); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name), page.Bytes(), 0o666); err != nil {
			return err
		}
	}
	return nil
}
