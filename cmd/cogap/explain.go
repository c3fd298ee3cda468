package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
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
	var short, force, people bool
	cmd := &cobra.Command{
		Use:   "init [scenario]",
		Short: "Write a scenario file to start from, with every parameter explained",
		Long: `Write a scenario file to start from: all parameters of a built-in scenario (or of a file), each with its meaning,
unit and range, and with the reasons that the scenario gives for its own.

--population writes a file of people to start from instead, people.csv, for population: {file: people.csv} in a scenario.`,
		Example: `  cogap init                    default.yaml
  cogap init essay -o my.yaml
  cogap init essay --short      only what differs from the default
  cogap init today -o -         on standard output
  cogap init --population       people.csv, for people of your own`,
		Args:              usage(cobra.MaximumNArgs(1)),
		ValidArgsFunction: completeScenarios(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, file, err := template(cmd, args, short, people)
			if err != nil {
				return err
			}
			if out == "-" {
				return write(cmd.OutOrStdout())
			}
			out = cmp.Or(out, file)
			if _, err := os.Stat(out); err == nil && !force {
				return fmt.Errorf("%s exists; --force overwrites it, -o names another file", out)
			}
			if err := writeFile(out, write); err != nil {
				return err
			}
			then := "cogap run " + out
			if people {
				then = "population: {file: " + out + "} in a scenario"
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "Wrote %s. Change it, then: %s\n", out, then)
			return nil
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`file` to write; - is standard output (default: the scenario's name)")
	cmd.Flags().BoolVar(&short, "short", false, "only what the scenario changes")
	cmd.Flags().BoolVar(&people, "population", false, "a file of people instead")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite the file")
	return cmd
}

// template returns what writes the file to start from, and its usual name.
func template(cmd *cobra.Command, args []string, short, people bool) (write func(io.Writer) error, file string, err error) {
	text := func(b []byte) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(b); return err }
	}
	if people {
		if len(args) > 0 || short {
			return nil, "", atFault(errors.New("--population: want it alone, people are of no scenario"))
		}
		return text(population.Template()), "people.csv", nil
	}
	name := nth(args, 0, "default")
	f, err := open(cmd, name)
	if err != nil {
		return nil, "", err
	}
	if _, err := f.Scenario(); err != nil {
		return nil, "", atFault(err)
	}
	file = strings.TrimSuffix(name, ".yaml") + ".yaml"
	if short {
		return text(f.Text()), file, nil
	}
	return func(w io.Writer) error { return scenario.Init(w, f) }, file, nil
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
		Use:   "describe [path]",
		Short: "Explain parameters: type, unit, range, default, meaning, source",
		Example: `  cogap describe                            all
  cogap describe behaviour                  a part
  cogap describe market.tiers[].price       one
  cogap describe --format json              for programs`,
		Args:              usage(cobra.MaximumNArgs(1)),
		ValidArgsFunction: completePaths,
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chosen(nth(args, 0, ""))
			if err != nil {
				return err
			}
			switch format {
			case "table":
				return explain(cmd.OutOrStdout(), chosen)
			case "json":
				e := json.NewEncoder(cmd.OutOrStdout())
				e.SetEscapeHTML(false)
				e.SetIndent("", " ")
				return e.Encode(chosen)
			}
			return atFault(fmt.Errorf("--format: got %q, want table or json", format))
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "what to print: table or json")
	complete(cmd, "format", cobra.FixedCompletions([]string{"table", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// chosen returns the parameters at and below a path. A place in a list stands for any place.
func chosen(path string) ([]scenario.Parameter, error) {
	var list []scenario.Parameter
	var known []string
	for _, p := range scenario.Describe() {
		known = append(append(known, outer(p.Path)...), p.Path)
		rest, ok := strings.CutPrefix(p.Path, anyPlace(path))
		if ok && (path == "" || rest == "" || rest[0] == '.' || rest[0] == '[') {
			list = append(list, p)
		}
	}
	if list == nil {
		return nil, atFault(fmt.Errorf("%s: unknown name, did you mean %s?", path, param.Nearest(path, known)))
	}
	return list, nil
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
	var list []string
	for _, p := range scenario.Describe() {
		list = append(append(list, outer(p.Path)...), p.Path)
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
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenario files, for editors",
		Example: `  cogap schema > cogap.schema.json
  # then, at the top of a scenario, for editors with a YAML language server:
  # yaml-language-server: $schema=cogap.schema.json`,
		Args:              usage(cobra.NoArgs),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e := json.NewEncoder(cmd.OutOrStdout())
			e.SetEscapeHTML(false)
			e.SetIndent("", " ")
			return e.Encode(scenario.Schema())
		},
	}
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
