package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/report/studies"
	"github.com/cogap/cogap/study"
)

func compareCommand() *cobra.Command {
	var change scenarioFlags
	var how runFlags
	var ask askFlags
	others := false
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "Run two scenarios with the same luck and print what differs",
		Long: `Run two scenarios and print what differs: month by month, at the end of each price, by income and by stratum.

Both have the seed of A, so that everybody has the same luck in both and a difference is the effect of what differs between
the scenarios. --set and the other flags change both. They must be of the same people: the same strata, scale and traits; traits that
differ are named before anything runs, and --other-people compares the scenarios all the same. Months are compared by date; those
that only one of them has are left out. Last comes who holds the SOTA tier in both, in one, in neither, person by person, and what a
person who gains it costs the public. That is left out of streamed runs, which keep nobody, and with --other-people.

--out DIR writes the comparison, and the files of both runs in DIR/a and DIR/b, as those of cogap run.`,
		Example: `  cogap compare essay voucher
  cogap compare plain open-weights --out result
  cogap compare default essay --other-people    people of the same strata who differ in traits
  cogap compare essay voucher --replicates 20   other luck in each pair of runs: differences with 95% intervals
  cogap compare before.yaml after.yaml --format csv > differences.csv`,
		Args:              usage(cobra.ExactArgs(2)),
		ValidArgsFunction: completeScenarios(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			many, err := ask.replicated(cmd)
			problems := []error{how.check(cmd.OutOrStdout()), notAFile(how.out), ask.check(), err, how.live.check(how.out, false)}
			if how.live.wanted && !many {
				problems = append(problems, atFault(errors.New("--page: it is written beside the report of many pairs of runs, add --replicates")))
			}
			modelA, modelB, err := change.pair(cmd, args, others, how.change)
			if err := errors.Join(append(problems, err)...); err != nil {
				return err
			}
			if many {
				return ask.compareMany(cmd, args, modelA, modelB, how.study())
			}
			if err := how.memory.ask(how.options(), modelA, modelB); err != nil {
				return err
			}
			out, err := claim(how.out)
			if err != nil {
				return err
			}
			defer out.release()
			seen, err := watchBoth(modelA, modelB)
			if err != nil {
				return atFault(err)
			}
			resultA, err := how.run(cmd, modelA, modelA.Run, seen.a()...)
			if err != nil {
				return errors.Join(fmt.Errorf("%s: %w", args[0], err), how.keep(out, resultA))
			}
			runtime.GC() // people of the first run make room for those of the second
			resultB, err := how.run(cmd, modelB, modelB.Run, seen.b()...)
			if err != nil {
				return errors.Join(fmt.Errorf("%s: %w", args[1], err), how.keep(out, resultA, resultB))
			}
			c, err := report.Compare(resultA, resultB)
			if err != nil {
				return atFault(err)
			}
			persons, err := seen.persons(c)
			if err != nil {
				return err
			}
			return how.showComparison(cmd, out, c, persons)
		},
	}
	change.add(cmd)
	how.add(cmd)
	how.live.add(cmd)
	ask.add(cmd)
	cmd.Flags().BoolVar(&others, "other-people", false, "compare scenarios whose people differ in traits too, though not person by person; strata and scale must be the same")
	return cmd
}

// pair returns the models of the scenarios to compare, with the same luck, changed as the flags and more say. Their people may differ in traits only if
// others is true.
func (f *scenarioFlags) pair(cmd *cobra.Command, args []string, others bool, more func(*changed)) (modelA, modelB *cogap.Model, err error) {
	a, errA := f.open(cmd, args[0])
	b, errB := f.open(cmd, args[1])
	if err := errors.Join(errA, errB); err != nil {
		return nil, nil, err
	}
	more(&a)
	more(&b)
	luck, _ := a.Draft() // what is wrong with it is told below
	b.problems = errors.Join(b.problems, b.Set("seed", strconv.FormatUint(luck.Seed, 10)))
	modelA, errA = a.model(nil)
	if draft, err := b.Draft(); err == nil && errA == nil {
		if err := pairable(&luck, &draft, others); err != nil { // now, rather than after both have run
			return nil, nil, atFault(err)
		}
	}
	modelB, errB = b.model(modelA) // what both share is made once
	return modelA, modelB, errors.Join(titled(args[0], errA), titled(args[1], errB))
}

// pairable returns why two scenarios are not compared.
func pairable(a, b *cogap.Scenario, others bool) error {
	if err := report.Comparable(a, b); err != nil || others {
		return err
	}
	err := study.SamePeople(a, b)
	if errors.Is(err, study.ErrTraits) {
		err = fmt.Errorf("%w\ngive both the same, or compare them all the same by --other-people", err)
	}
	return err
}

// titled puts a name before an error; nil stays nil.
func titled(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}

// keep writes what is complete of runs of which the last was stopped.
func (f *runFlags) keep(out *folder, results ...*cogap.Result) error {
	var files []file
	for i, r := range results {
		if r != nil && len(r.Months) > 0 {
			files = append(files, inFolder([]string{"a", "b"}[i], resultFiles(r, f.format, report.Explorer{}))...)
		}
	}
	if files == nil {
		return nil
	}
	return out.write(files)
}

// showComparison prints a comparison and writes its files: those of both runs in folders of their own.
func (f *runFlags) showComparison(cmd *cobra.Command, out *folder, c report.Comparison, persons *study.Persons) error {
	files := []file{tableFile(c.Table(), f.format, c.A.Manifest, c.B.Manifest)}
	of, and := c.A.Manifest.Scenario, c.B.Manifest.Scenario
	below := func(w io.Writer) error { return writeNoPersons(w, study.WhyNoPersons(&of, &and)) }
	if persons != nil {
		below = func(w io.Writer) error { return writePersons(w, persons) }
		files = append(files, tableFile(studies.PersonsTable(persons), f.format, c.A.Manifest, c.B.Manifest))
	}
	text := func(w io.Writer) error { return errors.Join(c.WriteText(w), below(w)) }
	write := map[string]func(io.Writer) error{"table": text, "json": c.WriteJSON, "csv": files[0].write, "parquet": files[0].write}[f.printed()]
	return errors.Join(
		out.write(slices.Concat(
			files, []file{{"compare.json", c.WriteJSON}, {"compare.txt", text}},
			inFolder("a", resultFiles(c.A, f.format, report.Explorer{})),
			inFolder("b", resultFiles(c.B, f.format, report.Explorer{})))),
		write(cmd.OutOrStdout()))
}

// bothSeen are the observers of both runs of a comparison; none if they are not compared person by person.
type bothSeen struct{ of, and *study.Holders }

// watchBoth returns observers of two runs that are to be compared person by person.
func watchBoth(a, b *cogap.Model) (bothSeen, error) {
	if whyNoPersons(a, b) != "" {
		return bothSeen{}, nil
	}
	of, and, err := study.HoldersOf(a, b)
	return bothSeen{of, and}, err
}

func (s bothSeen) a() []observe.Watcher { return watchers(s.of) }
func (s bothSeen) b() []observe.Watcher { return watchers(s.and) }

func watchers(h *study.Holders) []observe.Watcher {
	if h == nil {
		return nil
	}
	return []observe.Watcher{h}
}

// persons returns the runs of a comparison person by person; nil if they are not compared so.
func (s bothSeen) persons(c report.Comparison) (*study.Persons, error) {
	if s.of == nil {
		return nil, nil
	}
	return s.of.Persons(s.and, &c.A.Months[s.of.Month()], &c.B.Months[s.and.Month()])
}
