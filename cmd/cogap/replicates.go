package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
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
		if changed(name) {
			return false, atFault(fmt.Errorf("--%s: only one run has that, leave --%s out", name, many))
		}
	}
	return true, nil
}

// study returns the flags of a study from those of a run.
func (f *runFlags) study() *studyFlags {
	return &studyFlags{out: f.out, workers: f.workers, quiet: f.quiet, memory: f.memory, live: f.live}
}

// addBands adds the flag of runs with other parameters.
func (f *askFlags) addBands(cmd *cobra.Command) {
	cmd.Flags().Var(numberAt(&f.sets), "bands", "parameter `sets` of the fitted model that fit about as well: 90% bands over them, and over luck with --replicates")
	complete(cmd, "bands", cobra.NoFileCompletions)
}

// runMany runs a scenario with other luck each time, and with other parameters if bands are asked for, and prints what the runs say together.
func (f *askFlags) runMany(cmd *cobra.Command, m *cogap.Model, how *studyFlags) error {
	p, err := f.plan(m, how.out)
	if err != nil {
		return err
	}
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
	if r == nil || len(r.Rows()) == 0 {
		return err
	}
	return errors.Join(r.WriteBands(cmd.OutOrStdout()), err)
}

// compareMany runs two scenarios in pairs and prints what differs.
func (f *askFlags) compareMany(cmd *cobra.Command, names []string, a, b *cogap.Model, how *studyFlags) error {
	p, err := f.plan(a, how.out)
	if err != nil {
		return err
	}
	if p, err = study.Pair(a.Scenario(), b.Scenario(), p); err != nil {
		return atFault(err)
	}
	r, err := how.run(cmd, p)
	if r == nil || len(r.Rows()) == 0 {
		return err
	}
	err = errors.Join(r.Pairs().WriteText(cmd.OutOrStdout(), names[0], names[1]), err)
	if err != nil || !personByPerson(a, b) {
		return err
	}
	persons, err := study.ComparePersons(cmd.Context(), a.Scenario(), b.Scenario(), p, study.Options{Workers: how.workers})
	if err == nil && how.out != "" {
		err = how.writePair(cmd, r, persons)
	}
	if err != nil {
		return err
	}
	return writePersons(cmd.OutOrStdout(), persons)
}

// isStreamed reports whether a model's people are not kept, so that runs can't be compared person by person.
func isStreamed(m *cogap.Model) bool { return m.Scenario().Stream.Passes > 0 }

// personByPerson reports whether runs of two models, which have people of the same strata, can be compared person by person: not those that
// keep nobody, or of which traits of people differ.
func personByPerson(a, b *cogap.Model) bool {
	of, and := a.Scenario().Population, b.Scenario().Population
	return !isStreamed(a) && !isStreamed(b) && len(of.DifferentTraits(&and)) == 0
}

// writePersons prints two scenarios person by person, below something else.
func writePersons(w io.Writer, p *study.Persons) error {
	_, err := fmt.Fprintln(w)
	return errors.Join(err, studies.WritePersons(w, p))
}
