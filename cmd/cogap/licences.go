package main

import (
	"debug/buildinfo"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/cmd/cogap/internal/licences"
)

func licencesCommand() *cobra.Command {
	var (
		full bool
		of   string
	)
	cmd := &cobra.Command{
		Use:   "licences",
		Short: "List the licences of all that this program is linked from",
		Long: `List the licences of cogap, of Go, and of each module that this program is linked from. --full prints their texts, which
whoever passes the program on has to pass on with it. --of FILE is about another build of cogap, of the same version and for any system. Data that
is built in has its sources and licences in docs/data.md.`,
		Example: `  cogap licences
  cogap licences --full > licences.txt
  cogap licences --full --of windows/cogap.exe > windows/licences.txt`,
		Aliases:           []string{"licenses"},
		Args:              usage(cobra.NoArgs),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := linked(of)
			if err != nil {
				return err
			}
			if full {
				return writeTexts(cmd.OutOrStdout(), list)
			}
			return writeNames(cmd.OutOrStdout(), list)
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "print the texts")
	cmd.Flags().StringVar(&of, "of", "", "a `FILE`: another build of cogap")
	return cmd
}

// linked lists the licences of a build of cogap; of this one if file is empty.
func linked(file string) ([]licences.Module, error) {
	if file != "" {
		build, err := buildinfo.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("what %s is linked from: %w", file, err)
		}
		return licences.Linked(build), nil
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		return licences.Linked(build), nil
	}
	return licences.All(), nil
}

// writeNames writes a line for each module.
func writeNames(w io.Writer, list []licences.Module) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range list {
		fmt.Fprintf(t, "%s\t%s\t%s\n", m.Path, versionOf(m), strings.Join(m.Names, ", "))
	}
	return t.Flush()
}

// writeTexts writes the files of each module.
func writeTexts(w io.Writer, list []licences.Module) error {
	rule := strings.Repeat("=", 80)
	for _, m := range list {
		for _, f := range m.Files {
			if _, err := fmt.Fprintf(w, "%s\n%s %s: %s\n%s\n\n%s\n\n", rule, m.Path, versionOf(m), f.Name, rule, strings.TrimSpace(f.Text)); err != nil {
				return err
			}
		}
	}
	return nil
}

func versionOf(m licences.Module) string {
	switch {
	case len(m.Files) == 0:
		return m.Version + " (not known to this program: see its source)"
	case m.Path == licences.Go:
		return runtime.Version()
	case m.Version == "":
		return cogap.Version
	}
	return m.Version
}
