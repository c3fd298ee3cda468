package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

func compareCommand() *cobra.Command {
	var change scenarioFlags
	var how runFlags
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "Run two scenarios with the same luck and print what differs",
		Long: `Run two scenarios and print what differs: month by month, at the end of each price, by income and by stratum.

Both have the seed and the scale of A, so that everybody has the same luck in both and a difference is the effect of what
differs between the scenarios. --set and the other flags change both.

--out DIR writes the comparison, and the files of both runs in DIR/a and DIR/b, as those of cogap run.`,
		Example: `  cogap compare essay voucher
  cogap compare default open-weights --out result
  cogap compare before.yaml after.yaml --format csv > differences.csv`,
		Args:              usage(cobra.ExactArgs(2)),
		ValidArgsFunction: completeScenarios(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := how.check(cmd.OutOrStdout()); err != nil {
				return err
			}
			models, err := change.pair(cmd, args, how.change)
			if err != nil {
				return err
			}
			var results [2]*cogap.Result
			for i, m := range models {
				if results[i], err = how.run(cmd, m); err != nil {
					return errors.Join(fmt.Errorf("%s: %w", args[i], err), how.keep(args[i], results[i]))
				}
			}
			c, err := report.Compare(results[0], results[1])
			if err != nil {
				return atFault(err)
			}
			return how.showComparison(cmd, c)
		},
	}
	change.add(cmd)
	how.add(cmd)
	return cmd
}

// pair returns the models to compare, with the same luck, changed as the flags and more say.
func (f *scenarioFlags) pair(cmd *cobra.Command, args []string, more func(*scenario.File) error) (models [2]*cogap.Model, err error) {
	a, err := f.model(cmd, args[0], more)
	if err != nil {
		_, errB := f.model(cmd, args[1], more)
		return models, errors.Join(err, errB)
	}
	sameLuck := func(b *scenario.File) error {
		s := a.Scenario()
		return errors.Join(
			b.Set("seed", strconv.FormatUint(s.Seed, 10)),
			b.Set("population.scale", strconv.Itoa(s.Population.Scale)))
	}
	b, err := f.model(cmd, args[1], more, sameLuck)
	return [2]*cogap.Model{a, b}, err
}

// keep writes what is complete of a run that was stopped.
func (f *runFlags) keep(name string, r *cogap.Result) error {
	if f.out == "" || r == nil || len(r.Months) == 0 {
		return nil
	}
	return writeFiles(filepath.Join(f.out, filepath.Base(name)), resultFiles(r, f.format))
}

// showComparison prints a comparison and writes its files: those of both runs in folders of their own.
func (f *runFlags) showComparison(cmd *cobra.Command, c report.Comparison) error {
	table := tableFile(c.Table(), f.format, c.A.Manifest, c.B.Manifest)
	var errs []error
	if f.out != "" {
		files := []file{table, {"compare.json", c.JSON}, {"compare.txt", c.Text}}
		errs = append(errs,
			writeFiles(f.out, append(files, leftovers([]report.Table{c.Table()}, files)...)),
			writeFiles(filepath.Join(f.out, "a"), resultFiles(c.A, f.format)),
			writeFiles(filepath.Join(f.out, "b"), resultFiles(c.B, f.format)))
	}
	write := map[string]func(io.Writer) error{"table": c.Text, "json": c.JSON, "csv": c.CSV, "parquet": table.write}[f.printed()]
	return errors.Join(append(errs, write(cmd.OutOrStdout()))...)
}
