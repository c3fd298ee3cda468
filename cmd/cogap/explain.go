package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
	"github.com/cogap/cogap/search"
	"github.com/cogap/cogap/study"
)

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "list",
		Short:             "List the built-in scenarios",
		Example:           "  cogap list",
		Args:              usage(cobra.NoArgs),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, name := range scenario.Names() {
				for i, line := range wrapped(scenario.Summary(name), 100) {
					if i > 0 {
						name = ""
					}
					fmt.Fprintf(t, "%s\t%s\n", name, line)
				}
			}
			return t.Flush()
		},
	}
}

func initCommand() *cobra.Command {
	var out string
	var kind start
	var force bool
	cmd := &cobra.Command{
		Use:   "init [scenario]",
		Short: "Write a scenario file to start from, with every parameter explained",
		Long: `Write a scenario file to start from: all parameters of a built-in scenario (or of a file), each with its meaning,
unit and range, and with the reasons that the scenario gives for its own.

--population writes a file of people to start from instead, people.csv, for population: {file: people.csv} in a scenario.`,
		Example: `  cogap init                    default.yaml
  cogap init essay -o my.yaml
  cogap init essay --short      only what differs from its base
  cogap init essay --study      study.yaml: what to vary, how often to run it, what to ask for
  cogap init voucher --search   search.yaml: what to vary, what is to be best, within which limits
  cogap init today --calibration   calibration.yaml: which published figures, which parameters
  cogap init --population       people.csv, for people of your own
  cogap init today -o -         on standard output`,
		Args:              usage(cobra.MaximumNArgs(1)),
		ValidArgsFunction: completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := kind.file(cmd, args)
			if err != nil {
				return err
			}
			if out == "-" {
				return file.write(cmd.OutOrStdout())
			}
			out = cmp.Or(out, file.name)
			if _, err := os.Stat(out); err == nil && !force {
				return fmt.Errorf("%s exists; --force overwrites it, -o names another file", out)
			}
			wrote, err := file.writeFor(out)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "Wrote %s. Change it, then: "+file.then+"\n", wrote, out)
			return nil
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`file` to write; - is standard output (default: the scenario's name)")
	cmd.Flags().BoolVar(&kind.short, "short", false, "only what the scenario changes")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite the file")
	cmd.Flags().BoolVar(&kind.study, "study", false, "a study of the scenario: many runs of it")
	cmd.Flags().BoolVar(&kind.search, "search", false, "a search of the scenario's parameters for what is best")
	cmd.Flags().BoolVar(&kind.calibration, "calibration", false, "a calibration of the scenario: its parameters from published figures")
	cmd.Flags().BoolVar(&kind.people, "population", false, "a file of people")
	return cmd
}

// start says what kind of file to start from is wanted, if it is not all of a scenario.
type start struct{ short, study, search, calibration, people bool }

// startFile is a file to start from: its usual name, and what is done with it then.
type startFile struct {
	write      func(io.Writer) error
	name, then string
	schema     schema // of what kind of file it is; the zero value if there is none
}

// schema is a JSON Schema, and the file that it is in beside those that it is of.
type schema struct {
	file string
	make func() map[string]any
}

// The schemas that there are.
var (
	ofScenarios    = schema{"cogap.schema.json", scenario.Schema}
	ofStudies      = schema{"cogap-study.schema.json", study.Schema}
	ofCalibrations = schema{"cogap-calibration.schema.json", calibrate.Schema}
	ofSearches     = schema{"cogap-search.schema.json", search.Schema}
)

func (s schema) write(w io.Writer) error { return jsonForReaders(w).Encode(s.make()) }

// writeFor writes the file and, unless it is there, its schema beside it, which the file's first line names for editors. It says what it
// wrote.
func (f startFile) writeFor(out string) (wrote string, err error) {
	if f.schema.file == "" {
		return out, writeFile(out, f.write)
	}
	if err := writeFile(out, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "# %s%s\n\n", scenario.EditorLine, f.schema.file)
		return errors.Join(err, f.write(w))
	}); err != nil {
		return "", err
	}
	beside := filepath.Join(filepath.Dir(out), f.schema.file)
	if _, err := os.Stat(beside); err == nil {
		return out, nil
	}
	return out + ", and " + beside + " for editors", writeFile(beside, f.schema.write)
}

// file returns the file to start from.
func (k start) file(cmd *cobra.Command, args []string) (startFile, error) {
	text := func(b []byte) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(b); return err }
	}
	switch {
	case k.study && k.short:
		return startFile{}, atFault(errors.New("--study and --short: want one or the other"))
	case k.calibration && (k.study || k.short):
		return startFile{}, atFault(errors.New("--calibration: want neither --study nor --short beside it"))
	case k.search && (k.study || k.short || k.calibration):
		return startFile{}, atFault(errors.New("--search: want neither --study, --calibration nor --short beside it"))
	case k.people && (k.study || k.search || k.calibration || k.short || len(args) > 0):
		return startFile{}, atFault(errors.New("--population: want nothing beside it, as people are of no scenario"))
	case k.people:
		return startFile{write: text(population.Template()), name: "people.csv", then: "population: {file: %s} in a scenario"}, nil
	}
	name := nth(args, 0, "default")
	f, err := open(cmd, name)
	if err != nil {
		return startFile{}, err
	}
	if _, err := f.Scenario(); err != nil {
		return startFile{}, atFault(err)
	}
	file := startFile{func(w io.Writer) error { return scenario.Init(w, f) }, strings.TrimSuffix(name, ".yaml") + ".yaml", "cogap run %s", ofScenarios}
	switch {
	case k.search:
		file = startFile{func(w io.Writer) error { return writeSearch(w, name, f) }, "search.yaml", "cogap search %s", ofSearches}
	case k.study:
		file = startFile{func(w io.Writer) error { return writeStudy(w, name, f) }, "study.yaml", "cogap study run %s --out result", ofStudies}
	case k.calibration:
		file = startFile{func(w io.Writer) error { return writeCalibration(w, name) }, "calibration.yaml", "cogap calibrate %s --out fitted", ofCalibrations}
	case k.short:
		file.write = text(f.Text())
	}
	return file, nil
}

func validateCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "validate file...",
		Short:   "Check scenario files: names, types, units and ranges, every problem with its line",
		Example: "  cogap validate my.yaml other.yaml",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			var problems []error
			for _, name := range args {
				s, err := load(cmd, name)
				if err != nil {
					problems = append(problems, err)
					continue
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: valid (%s)\n", name, s.Name)
			}
			return atFault(errors.Join(problems...))
		},
	}
}

func describeCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "describe [path or words]",
		Short: "Explain parameters: type, unit, range, default, meaning, source",
		Example: `  cogap describe                            all
  cogap describe behaviour                  a part
  cogap describe market.tiers[].price       one
  cogap describe word of mouth              those that mention it
  cogap describe measures                   what cogap measure can measure
  cogap describe --format json              for programs`,
		Args:              usage(cobra.ArbitraryArgs),
		ValidArgsFunction: completePaths,
		RunE: func(cmd *cobra.Command, args []string) error {
			text := strings.Join(args, " ")
			if text == measuresWord && (format == "table" || format == "json") {
				return listMeasures(cmd.OutOrStdout(), format)
			}
			chosen, searched, err := chosen(text)
			if err != nil {
				return err
			}
			if searched {
				fmt.Fprintf(cmd.ErrOrStderr(), "No parameter is called %s; these mention it.\n", text)
			}
			switch format {
			case "table":
				return explain(cmd.OutOrStdout(), chosen)
			case "json":
				return jsonForReaders(cmd.OutOrStdout()).Encode(chosen)
			}
			return atFault(fmt.Errorf("--format: got %q, want table or json", format))
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "what to print: table or json")
	complete(cmd, "format", cobra.FixedCompletions([]string{"table", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// chosen returns the parameters at and below a path, a place in a list standing for any place; else those that mention
// all words of a text, and then says that it searched.
func chosen(text string) (list []scenario.Parameter, searched bool, err error) {
	var known []string
	all := scenario.Describe()
	for _, p := range all {
		known = append(known, p.Path)
		rest, ok := strings.CutPrefix(p.Path, anyPlace(text))
		if ok && (text == "" || rest == "" || rest[0] == '.' || rest[0] == '[') {
			list = append(list, p)
		}
	}
	if list != nil {
		return list, false, nil
	}
	for _, p := range all {
		if mentions(p, text) {
			list = append(list, p)
		}
	}
	if list == nil {
		return nil, true, atFault(fmt.Errorf("%s: %w", text, param.UnknownName(text, append(known, parts(all)...))))
	}
	return list, true, nil
}

// mentions reports whether what is said of a parameter has words that start like those of a text, all of them.
func mentions(p scenario.Parameter, text string) bool {
	said := []string{p.Path, p.Unit, p.Meaning, p.Source}
	for _, v := range p.Values {
		said = append(said, v.Value, v.Meaning)
	}
	words := wordsOf(strings.Join(said, " "))
	for _, wanted := range wordsOf(text) {
		if !slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, wanted) }) {
			return false
		}
	}
	return text != ""
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// parts lists what holds parameters: behaviour, market.phases.
func parts(all []scenario.Parameter) []string {
	var list []string
	for _, p := range all {
		list = append(list, outer(p.Path)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// outer lists the parts of a scenario that a parameter belongs to: market.phases.plateau to market and market.phases.
func outer(path string) []string {
	var list []string
	for i, r := range path {
		if r == '.' {
			list = append(list, path[:i])
		}
	}
	return list
}

// anyPlace turns tiers[0] into tiers[].
func anyPlace(path string) string {
	var b strings.Builder
	inside := false
	for _, r := range path {
		inside = inside && r != ']'
		if !inside {
			b.WriteRune(r)
		}
		inside = inside || r == '['
	}
	return b.String()
}

func completePaths(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	all := scenario.Describe()
	list := parts(all)
	for _, p := range all {
		list = append(list, p.Path)
	}
	slices.Sort(list)
	return slices.Compact(list), cobra.ShellCompDirectiveNoFileComp
}

// explain prints parameters for reading.
func explain(w io.Writer, list []scenario.Parameter) error {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		facts := []string{p.Type}
		if p.Unit != "" && p.Unit != "1" {
			facts = append(facts, p.Unit)
		}
		if p.Range != "" {
			facts = append(facts, p.Range)
		}
		if p.Default != "" {
			facts = append(facts, "default "+p.Default)
		}
		fmt.Fprintf(&b, "%s  (%s)\n", p.Path, strings.Join(facts, "; "))
		for _, text := range []string{p.Meaning, p.Source} {
			for _, line := range wrapped(text, 96) {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		}
		for _, v := range p.Values {
			fmt.Fprintf(&b, "      %-14s %s\n", v.Value, v.Meaning)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func schemaCommand() *cobra.Command {
	var forStudies, forCalibrations, forSearches bool
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenario files, or of study, calibration or search files, for editors",
		Long: `Print the JSON Schema of scenario files, or of study, calibration or search files, for editors. cogap init writes it beside the file, with the line
that makes editors with a YAML language server use it.`,
		Example: `  cogap schema > cogap.schema.json
  # then, at the top of a scenario:
  # yaml-language-server: $schema=cogap.schema.json`,
		Args:              usage(cobra.NoArgs),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case forStudies && forCalibrations, forSearches && (forStudies || forCalibrations):
				return atFault(errors.New("--study, --calibration and --search: want one"))
			case forStudies:
				return ofStudies.write(cmd.OutOrStdout())
			case forCalibrations:
				return ofCalibrations.write(cmd.OutOrStdout())
			case forSearches:
				return ofSearches.write(cmd.OutOrStdout())
			}
			return ofScenarios.write(cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&forStudies, "study", false, "that of study files")
	cmd.Flags().BoolVar(&forCalibrations, "calibration", false, "that of calibration files")
	cmd.Flags().BoolVar(&forSearches, "search", false, "that of search files")
	return cmd
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "Print the version",
		Example:           "  cogap version",
		Args:              usage(cobra.NoArgs),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "cogap %s%s, %s %s/%s\n", cogap.Version, revision(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

// revision returns the commit that the program was built from, where it is known.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			commit = " (" + s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed"
		}
	}
	if commit == "" {
		return ""
	}
	return commit + changed + ")"
}

// wrapped breaks text into lines.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// jsonForReaders returns an encoder of JSON that people may read too: in lines, and with <, > and & as they are.
func jsonForReaders(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e
}
