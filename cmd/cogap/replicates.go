package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

// replicated reports whether many runs are asked for, rather than one, and refuses what only one run has.
func (f *askFlags) replicated(cmd *cobra.Command) (bool, error) {
	changed := cmd.Flags().Changed
	many := ""
	for _, name := range []string{"replicates", "bands"} {
		if changed(name) {
			many = name
		}
	}
	if many == "" {
		for _, name := range []string{"measure", "series", "at-most"} {
			if changed(name) {
				return false, atFault(fmt.Errorf("--%s: only many runs are asked for it, add --replicates", name))
			}
		}
		return false, nil
	}
	for _, name := range []string{"format", "stream", "passes", "parts", "task", "tasks"} {
		if changed(name) && !(name == "format" && cmd.Flag(name).Value.String() == "parquet") {
			return false, atFault(fmt.Errorf("--%s: only one run has that, leave --%s out", name, many))
		}
	}
	return true, nil
}

// study returns the flags of a study from those of a run.
func (f *runFlags) study() *studyFlags {
	s := &studyFlags{out: f.out, workers: f.workers, quiet: f.quiet, memory: f.memory, live: f.live}
	if f.format == "parquet" { // what is printed is a table
		s.format = f.format
	}
	return s
}

// addBands adds the flag of runs with other parameters.
func (f *askFlags) addBands(cmd *cobra.Command) {
	cmd.Flags().Var(numberAt(&f.sets), "bands", "parameter `sets` of the fitted model that fit about as well: 90% bands over them, and over luck with --replicates")
	complete(cmd, "bands", cobra.NoFileCompletions)
}

// runMany runs a scenario with other luck each time, and with other parameters if bands are asked for, and prints what the runs say together.
func (f *askFlags) runMany(cmd *cobra.Command, m *cogap.Model, how *studyFlags) error {
	if err := errors.Join(f.check(), how.check()); err != nil {
		return err
	}
	p := f.plan(m, how.out)
	if !cmd.Flags().Changed("bands") {
		r, err := how.run(cmd, p)
		return printed(cmd.OutOrStdout(), r, err)
	}
	fitted, err := calibrate.FittedStudy(p.Base, f.sets, f.replicates)
	if err != nil {
		return atFault(fmt.Errorf("--bands: %w", err))
	}
	p.Factors, p.Design = fitted.Factors, fitted.Design
	r, err := how.run(cmd, p)
	if r == nil || r.Done() == 0 {
		return err
	}
	return errors.Join(r.WriteBands(cmd.OutOrStdout()), err, how.writeSure(cmd, m, r))
}

// writeSure writes the page of one run of a scenario with the bands of a study of it, in place of the page of the study.
func (f *studyFlags) writeSure(cmd *cobra.Command, m *cogap.Model, r *study.Result) error {
	if f.out == "" || r.Done() == r.Failed() {
		return nil
	}
	one, err := m.Run(cmd.Context(), cogap.Options{Workers: f.workers})
	if err != nil {
		return err
	}
	beside := report.Beside{Sure: studies.SureOf(r)}
	return writeFile(filepath.Join(f.out, pageName), func(w io.Writer) error { return beside.WritePage(w, one) })
}

// compareMany runs two scenarios in pairs and prints what differs.
func (f *askFlags) compareMany(cmd *cobra.Command, names []string, a, b *cogap.Model, how *studyFlags) error {
	p, err := study.PairOthers(a.Scenario(), b.Scenario(), f.plan(a, how.out))
	if err != nil { // whether it is wanted was asked before
		return atFault(err)
	}
	if len(f.measures) == 0 {
		p.Measures = askable(b, askable(a, p.Measures)) // of the last month that both have, which a need not measure in all
	}
	r, err := how.run(cmd, p)
	if r == nil || r.Done() == 0 {
		return err
	}
	w, pairs := cmd.OutOrStdout(), r.Pairs()
	err = errors.Join(pairs.WriteText(w, names[0], names[1]), err)
	why := pairs.WhyNoPersons()
	if err != nil || why != "" {
		return errors.Join(writeNoPersons(w, why), err)
	}
	persons, err := study.ComparePersons(cmd.Context(), a.Scenario(), b.Scenario(), p, study.Options{Workers: how.workers})
	if errors.Is(err, context.Canceled) {
		return errors.Join(writeNoPersons(w, "interrupted while both scenarios were run once more for it"), err)
	}
	if err == nil && how.out != "" {
		err = how.writePair(cmd, r, persons)
	}
	if err != nil {
		return err
	}
	return writePersons(w, persons)
}

// writeNoPersons says why two scenarios are not compared person by person; nothing if there is no reason.
func writeNoPersons(w io.Writer, why string) error {
	if why == "" {
		return nil
	}
	_, err := fmt.Fprintf(w, "\nPerson by person: left out, %s\n", why)
	return err
}

// whyNoPersons says why runs of two models can't be compared person by person; nothing if they can.
func whyNoPersons(a, b *cogap.Model) string {
	of, and := a.Scenario(), b.Scenario()
	return study.WhyNoPersons(&of, &and)
}

// writePersons prints two scenarios person by person, below something else.
func writePersons(w io.Writer, p *study.Persons) error {
	_, err := fmt.Fprintln(w)
	return errors.Join(err, studies.WritePersons(w, p))
}
