package scenario_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

// files writes files into a folder and returns its name.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range texts {
		name = filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	}
	return folder
}

// TestForms: what editors and other programs put around a file changes nothing.
func TestForms(t *testing.T) {
	want := cogap.Plain()
	want.Seed, want.Months = 10, 24
	for _, text := range []string{
		"seed: 010\nmonths: 24\n", "\ufeffseed: 10\nmonths: 24\n", "%YAML 1.2\n---\nseed: 1e1\nmonths: 2_4\n...\n",
		"seed: 10\r\nmonths: 24.0\r\n", "\ufeff{\"seed\": 10,\n\t\"months\": 24}", "--- {seed: 10, months: 24}", "# x\n---\nseed: 10\nmonths: +24",
	} {
		require.Equal(t, want, read(t, text), "%q", text)
	}
	require.Equal(t, uint64(9007199254740993), read(t, "seed: 9007199254740993.0").Seed, "to the last digit")
	for text, problem := range map[string]string{
		"months: _1":      "months: got _1, want a whole number",
		"months: 0x1p3":   "months: got 0x1p3, want a number in decimal digits",
		"seed: 0x10":      "seed: got 0x10, want a number in decimal digits",
		"months: 0o17":    "months: got 0o17, want a number in decimal digits",
		"months: 1.5":     "months: got 1.5, want a whole number",
		"name: \"a\\0b\"": `name: got the control character U+0000 in "a\x00b", want text`,
		`name: "a\nb"`:    `a.yaml:1:7: name: got the character U+000A in "a\nb", want a name on one line that reads one way`,
		"name: a\u202eb":  `a.yaml:1:7: name: got the character U+202E in "a\u202eb"`,
		"population: {strata: [{name: \"x\u2028y\"}]}": `population.strata[0].name: got the character U+2028`,
		"name: a\x00b":                                         "1:8: got the control character U+0000",
		"name: \xff":                                           "1:7: got the byte 0xff, which is not UTF-8",
		"\xff\xfen\x00a\x00":                                   "got UTF-16, want UTF-8",
		"behaviour: {risk_aversion: .inf}":                     "behaviour.risk_aversion: got .inf, want a number",
		"market: {tiers: [{name: a, price: 1e308}]}":           "market.tiers[0].price.values[0]: got 1e308 u/month, want 0 to 1e12",
		"behaviour: {skill_limit: 0.5}":                        "behaviour.skill_limit: got 0.5, want 0, which is no limit, or at least 1",
		"market: {tiers: [{name: a, price: [100, 2e2, 400]}]}": "market.tiers[0].price: got a list, want {kind: steps, months: [0, 12, 24], values: [100, 2e2, 400]}: each value from its month on",
		"market:\n  tiers:\n    - name: a\n      price: [100, 200]\n      months: [0, 7]": "price: got a list, want {kind: steps, months: [0, 7], values: [100, 200]}",
		"market: {tiers: [{name: a, price: []}]}":                                         "price: got a list, want a series such as {kind: steps",
		"market: {tiers: [{name: a, price: 1e309}]}":                                      "market.tiers[0].price: got 1e309, want",
	} {
		_, err := scenario.Read(strings.NewReader(text), "a.yaml")
		require.ErrorContains(t, err, problem, "%q", text)
	}
}

// TestBaseIsAnyFile: relative to the file that names it, through as many files as there are, and what is wrong is told of
// the file in which it stands.
func TestBaseIsAnyFile(t *testing.T) {
	folder := files(t, map[string]string{
		"top.yaml":          "base: inner/middle.yaml\nmonths: 7\n",
		"inner/middle.yaml": "base: ../low.yaml\nname: middle\nmonths: 5\nbehaviour: {risk_aversion: 3}\n",
		"low.yaml":          "base: essay\nname: low\nseed: 4\n",
	})
	want, err := scenario.Load("essay")
	require.NoError(t, err)
	want.Name, want.Seed, want.Months, want.Behaviour.RiskAversion = "middle", 4, 7, 3
	got, err := scenario.ReadFile(filepath.Join(folder, "top.yaml"))
	require.NoError(t, err)
	require.Equal(t, want, got)

	absolute := filepath.Join(folder, "absolute.yaml")
	require.NoError(t, os.WriteFile(absolute, []byte("base: "+filepath.Join(folder, "top.yaml")), 0o666))
	got, err = scenario.ReadFile(absolute)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestBaseProblems(t *testing.T) {
	folder := files(t, map[string]string{
		"self.yaml":     "base: ./self.yaml",
		"a.yaml":        "base: b.yaml\n",
		"b.yaml":        "months: 3\nbase: a.yaml\n",
		"none.yaml":     "base: ./nome.yaml",
		"lost.yaml":     "base: other/deep.yaml",
		"broken.yaml":   "base: unclosed.yaml\nmonths: x\n",
		"unclosed.yaml": "name: [",
		"over.yaml":     "base: under.yaml\nseed: x\nmarket: {phases: {transition: 30}}\n",
		"under.yaml":    "behaviour:\n  captured_share: 7\n  rho: 2\nmonths: 3000\nmarket:\n  tiers:\n    - {name: a, price: -1}\n",
		"cured.yaml":    "base: under2.yaml\nmonths: 3\n",
		"under2.yaml":   "months: 3000",
	})
	for name, want := range map[string]string{
		"self.yaml":   "self.yaml:1:7: base: got " + folder + "/self.yaml, which is the base of itself",
		"a.yaml":      "b.yaml:2:7: base: got " + folder + "/a.yaml, which is the base of itself",
		"none.yaml":   "nome.yaml: no such file or directory; did you mean " + folder + "/none.yaml?",
		"lost.yaml":   "deep.yaml: no such file or directory",
		"broken.yaml": "unclosed.yaml:1:7: got [ without its ]",
	} {
		_, err := scenario.ReadFile(filepath.Join(folder, name))
		require.ErrorContains(t, err, want)
	}
	_, err := scenario.ReadFile(filepath.Join(folder, "lost.yaml"))
	require.ErrorIs(t, err, fs.ErrNotExist)

	_, err = scenario.ReadFile(filepath.Join(folder, "over.yaml"))
	text := strings.ReplaceAll(err.Error(), folder+"/", "")
	for _, want := range []string{
		"over.yaml:2:7: seed: got x", "under.yaml:2:19: behaviour.captured_share: got 7 share", "under.yaml:3:3: behaviour.rho: unknown name",
		"under.yaml:4:9: months: got 3000 month", "under.yaml:7:24: market.tiers[0].price.values[0]: got -1", "over.yaml:3:18: market.phases.plateau: got month 24",
	} {
		require.Contains(t, text, want)
	}
	_, err = scenario.ReadFile(filepath.Join(folder, "cured.yaml"))
	require.NoError(t, err, "what is not in its range counts only where it is not changed")
}

// TestTextsNameNoFiles: a text that may be from anywhere reads no file, whatever it says.
func TestTextsNameNoFiles(t *testing.T) {
	folder := files(t, map[string]string{"low.yaml": "months: 3"})
	for _, text := range []string{"base: " + folder + "/low.yaml", "base: ../low.yaml", "base: /etc/passwd"} {
		_, err := scenario.Read(strings.NewReader(text), "a.yaml")
		require.ErrorContains(t, err, "a text from elsewhere may name no file")
	}
	f, err := scenario.Parse(strings.NewReader("base: low.yaml"), "stdin", folder)
	require.NoError(t, err)
	s, err := f.Scenario()
	require.NoError(t, err)
	require.Equal(t, 3, s.Months)
}

// TestFile: changes count as the last lines of a file, and what is wrong then is told without a line of the file.
func TestFile(t *testing.T) {
	open := func(text string) *scenario.File {
		f, err := scenario.Parse(strings.NewReader(text), "a.yaml", "")
		require.NoError(t, err)
		return f
	}
	f := open("base: essay\nmonths: 12\nmarket:\n  tiers:\n    - {name: SOTA, price: 100}\n")
	require.NoError(t, f.Set("months", "24"))
	require.NoError(t, f.Set("market.tiers[0].price.values[0]", "250"))
	m, err := f.Model()
	require.NoError(t, err)
	s := m.Scenario()
	require.Equal(t, []any{24, 250.0}, []any{s.Months, s.Market.Tiers[0].Price.Values[0]})
	require.Equal(t, "base: essay\nmonths: 12\nmarket:\n  tiers:\n    - {name: SOTA, price: 100}\n", string(f.Text()))

	require.EqualError(t, f.Set("monts", "1"), "monts: unknown name, did you mean months?")
	require.NoError(t, f.Set("market.tiers[0].price", "-5"))
	require.NoError(t, f.Set("behaviour.captured_share", "2"))
	_, err = f.Model()
	require.EqualError(t, err, "market.tiers[0].price.values[0]: got -5 u/month, want 0 to 1e12\nbehaviour.captured_share: got 2 share, want 0 to 1")
	what, ok := errors.AsType[*cogap.ParameterError](err)
	require.True(t, ok)
	require.Equal(t, "market.tiers[0].price.values[0]", what.Path)

	f = open("months: 12\nbehaviour: {captured_share: 2}\n")
	require.NoError(t, f.Set("behaviour", "{pass_through: 0}"))
	_, err = f.Scenario()
	require.ErrorContains(t, err, "a.yaml:2:29: behaviour.captured_share: got 2", "the change left it as it was")

	f = open("months: x\nseed: y")
	draft, err := f.Draft()
	require.ErrorContains(t, err, "a.yaml:2:7: seed: got y")
	require.Equal(t, 36, draft.Months)
	_, again := f.Scenario()
	require.Equal(t, err, again)
}

func TestOpen(t *testing.T) {
	f, err := scenario.Open("essay")
	require.NoError(t, err)
	s, err := f.Scenario()
	require.NoError(t, err)
	want, err := scenario.Load("essay")
	require.NoError(t, err)
	require.Equal(t, want, s)

	folder := files(t, map[string]string{"mine.yaml": "months: 3", "eyes.yaml": "months: 3"})
	for name, want := range map[string]string{
		"esay":                              `got "esay", which is neither a built-in scenario nor a file; did you mean essay, which is built in?`,
		"xyzzy":                             `got "xyzzy", which is neither a built-in scenario nor a file; built in are default, today, fitted, history, essay, voucher, plain, open-weights, world`,
		"essay.yaml":                        "open essay.yaml: no such file or directory; did you mean essay, which is built in?",
		filepath.Join(folder, "mime.yaml"):  "did you mean " + folder + "/mine.yaml?",
		filepath.Join(folder, "eassy.yaml"): "did you mean essay, which is built in?",
	} {
		_, err := scenario.Open(name)
		require.ErrorContains(t, err, want)
	}
}
