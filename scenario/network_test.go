package scenario_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/network"
	"github.com/cogap/cogap/scenario"
)

const streetYAML = "population:\n  source: \"\"\n  strata: [{name: high street, people: 3, income: [{p: 0.5, value: 900}]}, {code: lane, people: 2, income: [{p: 0.5, value: 900}]}]\n  scale: 1\n"

// TestNetworkFromAFile: an edge list is relative to the scenario's file, wherever the program is, and a text from elsewhere may name none.
func TestNetworkFromAFile(t *testing.T) {
	folder := files(t, map[string]string{
		"data/ties.csv": "from,to\n0,1\nhigh street/2,lane/1\n",
		"own.yaml":      streetYAML + "network: {kind: data, file: data/ties.csv}\n",
		"upon.yaml":     "base: own.yaml\nseed: 3\n",
		"none.yaml":     "base: own.yaml\nnetwork: {kind: none, file: \"\"}\n",
	})
	for _, name := range []string{"own.yaml", "upon.yaml"} {
		s, err := scenario.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.Equal(t, network.KindData, s.Network.Kind)
		require.True(t, filepath.IsAbs(s.Network.File))
		require.Equal(t, filepath.Join("data", "ties.csv"), mustRel(t, folder, s.Network.File))
	}
	s, err := scenario.ReadFile(filepath.Join(folder, "none.yaml"))
	require.NoError(t, err)
	require.Empty(t, s.Network.File)

	_, err = scenario.Read(strings.NewReader(streetYAML+"network: {kind: data, file: /etc/passwd}\n"), "sent.yaml")
	require.ErrorContains(t, err, "network.file: got a file: a text from elsewhere may name none")
	require.NotContains(t, err.Error(), "column")
}

func mustRel(t *testing.T, base, name string) string {
	t.Helper()
	rel, err := filepath.Rel(base, name)
	require.NoError(t, err)
	return rel
}

// TestNetworkMessages: what is wrong with a network is told all at once: by lines of the scenario, and of its edge list.
func TestNetworkMessages(t *testing.T) {
	folder := files(t, map[string]string{
		"ties.csv":  "from,to\n0,5\nlane/2,1\n3,lane/0\n",
		"list.yaml": streetYAML + "network: {kind: data, file: ties.csv}\n",
		"bad.csv":   "from,to\n" + strings.Repeat("0,9\n", 500),
		"bad.yaml":  streetYAML + "network: {kind: data, file: bad.csv}\n",
		"gone.yaml": streetYAML + "network: {kind: data, file: gone.csv}\n",
		"ties.yaml": streetYAML + "network:\n  kind: random\n  ties: 9\n  exact: true\nstream: {passes: 1}\n",
		"kind.yaml": streetYAML + "network: {kind: randm}\n",
	})
	messages := func(name string) []string {
		_, err := scenario.ReadFile(filepath.Join(folder, name))
		require.Error(t, err)
		var list []string
		for line := range strings.SplitSeq(strings.ReplaceAll(err.Error(), folder+string(filepath.Separator), ""), "\n") {
			if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, ">") {
				list = append(list, line)
			}
		}
		return list
	}
	require.Equal(t, []string{
		`ties.csv:2:3: column to: got "5", want the number of a person, or stratum/number, below 5`,
		`ties.csv:3:1: column from: got "lane/2", want a number within stratum lane, below 2`,
		`ties.csv:4:3: column to: got "lane/0", who is the same person as "3", want a tie of two people`,
	}, messages("list.yaml"))
	many := messages("bad.yaml")
	require.Len(t, many, 21)
	require.Equal(t, `bad.csv:21:3: column to: got "9", want the number of a person, or stratum/number, below 5`, many[19])
	require.Equal(t, "and 480 more problems", many[20])
	require.Equal(t, []string{"gone.yaml:5:29: network.file: open gone.csv: no such file or directory"}, messages("gone.yaml"))
	require.Equal(t, []string{
		"ties.yaml:7:9: network.ties: got 9 among 5 people, want at most 4",
		"ties.yaml:8:10: network.exact: got 5 people, an odd number, of which a matching leaves one out; want an even number, or exact: false",
		"ties.yaml:9:18: stream.passes: got 1 with a network, want 0: people see their peers of last month, who are other chunks' people, so that all have to be stored",
	}, messages("ties.yaml"))
	require.Equal(t, []string{`kind.yaml:5:17: network.kind: got "randm", want one of none, small-world, random, homophily, scale-free, data; did you mean random?`}, messages("kind.yaml"))
}
