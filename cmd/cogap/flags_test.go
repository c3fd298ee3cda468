package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

// TestNumbersOfFlags: every number on the command line is read as a scenario file would read it, of whatever command.
func TestNumbersOfFlags(t *testing.T) {
	numbers := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			where := c.CommandPath() + " --" + f.Name
			switch f.Value.Type() {
			case "string", "bool", "duration", "stringArray", "stringSlice":
				return
			}
			require.IsType(t, numberFlag{}, f.Value, where)
			numbers++
			for text, want := range map[string]string{"1e3": "1000", "1_000": "1000", "010": "10", "+7": "7", "2.0e1": "20"} {
				require.NoError(t, f.Value.Set(text), "%s=%s", where, text)
				require.Equal(t, want, f.Value.String(), "%s=%s", where, text)
			}
			for _, text := range []string{"", "0x10", "0b1", "0o7", "1__0", "_1", "0x1p3", "1e", "inf", "NaN", "1,5", "ten", "1e999"} {
				require.Error(t, f.Value.Set(text), "%s=%s", where, text)
			}
			if f.Value.Type() == "int" {
				require.Error(t, f.Value.Set("1.5"), where)
			}
		})
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(rootCommand())
	require.Greater(t, numbers, 20)
}

// TestNumbersOfTables: a number in a table of somebody else is read so too.
func TestNumbersOfTables(t *testing.T) {
	out, errs, code := command(t, "x\n1e3\n1_000\n+1000.0\n", "measure", "--value", "x", "--measures", "mean", "--json")
	require.Zero(t, code, errs)
	require.Equal(t, 1000.0, decode(t, out).find(t, "mean").Value)
}
