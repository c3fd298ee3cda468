package main

import (
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
	var full bool
	cmd := &cobra.Command{
		Use:   "licences",
		Short: "List the licences of all that this program is linked from",
		Long: `List the licences of cogap, of Go, and of each module that this program is linked from. --full prints their texts, which
whoever passes the program on has to pass on with it. Data that is built in has its sources and licences in docs/data.md.`,
		Example: `  cogap licences
  cogap licences --full > licences.txt`,
		Aliases:           []string{"licenses"},
		Args:              usage(cobra.NoArgs),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list := licences.All()
			if build, ok := debug.ReadBuildInfo(); ok {
				list = licences.Linked(build)
			}
			if full {
				return writeTexts(cmd.OutOrStdout(), list)
			}
			return writeNames(cmd.OutOrStdout(), list)
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "print the texts")
	return cmd
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
