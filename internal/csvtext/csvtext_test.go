package csvtext_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/internal/csvtext"
)

func TestCell(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"nurses":                      "nurses",
		"a=b":                         "a=b",
		"< 0.5":                       "< 0.5",
		"2026-01":                     "2026-01",
		"-5":                          "-5",
		"+1.5e3":                      "+1.5e3",
		"-Inf":                        "-Inf",
		`=HYPERLINK("http://x","y")`:  `'=HYPERLINK("http://x","y")`,
		"+A1":                         "'+A1",
		"-2+3+cmd|' /C calc'!D2":      "'-2+3+cmd|' /C calc'!D2",
		"@SUM(A1:A2)":                 "'@SUM(A1:A2)",
		"\t=1":                        "'\t=1",
		"\r=1":                        "'\r=1",
		"\nx":                         "'\nx",
		"  =1":                        "'  =1",
		"\u00a0=1":                    "'\u00a0=1",
		"＝1+1":                        "'＝1+1",
		"-":                           "'-",
		"-1 to 2":                     "'-1 to 2",
		string([]byte{0xff}) + "=1+1": string([]byte{0xff}) + "=1+1",
	} {
		require.Equal(t, want, csvtext.Cell(text), "%q", text)
	}
}

// TestCellKeepsTheText: an apostrophe is all that is ever added, and once there nothing more is.
func TestCellKeepsTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ =+@\t-]{0,3}.*`)).Draw(t, "text")
		cell := csvtext.Cell(text)
		require.Equal(t, text, strings.TrimPrefix(cell, cell[:len(cell)-len(text)]))
		require.Contains(t, []string{"", "'"}, cell[:len(cell)-len(text)])
		require.Equal(t, cell, csvtext.Cell(cell))
	})
}
