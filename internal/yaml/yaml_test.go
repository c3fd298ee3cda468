package yaml

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	oracle "go.yaml.in/yaml/v3"
)

// shown is a value as text: n for nothing, texts in quotes, [] and {}.
func shown(n Node) string {
	var list []string
	switch n.Kind() {
	case Null:
		return "n"
	case Foreign:
		return "foreign"
	case Sequence:
		for v := range n.Values() {
			list = append(list, shown(v))
		}
		return "[" + strings.Join(list, " ") + "]"
	case Mapping:
		for name, v := range n.Entries() {
			list = append(list, fmt.Sprintf("%q:%s", name.Text(), shown(v)))
		}
		return "{" + strings.Join(list, " ") + "}"
	}
	return fmt.Sprintf("%q", n.Text())
}

// theirs is shown for what the library that we are held to reads.
func theirs(n *oracle.Node) string {
	var list []string
	switch n.Kind {
	case oracle.DocumentNode:
		return theirs(n.Content[0])
	case oracle.SequenceNode:
		for _, v := range n.Content {
			list = append(list, theirs(v))
		}
		return "[" + strings.Join(list, " ") + "]"
	case oracle.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			list = append(list, fmt.Sprintf("%q:%s", n.Content[i].Value, theirs(n.Content[i+1])))
		}
		return "{" + strings.Join(list, " ") + "}"
	}
	if n.Kind == 0 || n.Tag == "!!null" {
		return "n"
	}
	return fmt.Sprintf("%q", n.Value)
}

// comparable returns a text without what the library does not know, though YAML 1.2 has it; false if that can't be.
func comparable(text string) (string, bool) {
	known := !strings.ContainsAny(text, "&*!") && !strings.Contains(text, "<<") && !strings.Contains(text, `\/`) && !strings.ContainsAny(text, "?\u2028\u2029") && !strings.Contains(strings.ToLower(text), `\ud`) && !tabbed.MatchString(text)
	return version.ReplaceAllString(text, "%YAML 1.1\n"), known
}

var tabbed = regexp.MustCompile(`(?m)^ *\t`)

// TestParse: what texts say, and that the library says the same.
func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "n",
		"# nothing\n\n  # more":             "n",
		"\ufeffa: 1":                        `{"a":"1"}`,
		"%YAML 1.2\n---\na: 1":              `{"a":"1"}`,
		"--- # comment\na: 1\n...\n# end\n": `{"a":"1"}`,
		"--- [a]\n":                         `["a"]`,
		"a: 1\nb:\n  c: x y  # comment\n  d:\n\n  e: ~\nf: null\n":  `{"a":"1" "b":{"c":"x y" "d":n "e":n} "f":n}`,
		"a:\n- 1\n-   b: 2\n    c: 3\n- - x\n  - y\n-\n- {}\nd: []": `{"a":["1" {"b":"2" "c":"3"} ["x" "y"] n {}] "d":[]}`,
		"a: &x 1\nb: *x\nc: [!!str 1, &y]\n&z d: 1":                 `{"a":foreign "b":foreign "c":[foreign foreign] "&z d":"1"}`,
		"a:\r\n  - 1\r\n  - 2\r\n":                                  `{"a":["1" "2"]}`,
		"{\"a\":1,\t\"b\" : [1,2 , 3,],\n\t\"c\":{},}":              `{"a":"1" "b":["1" "2" "3"] "c":{}}`,
		"a: [x\n  y, 'it''s',\n# comment\n \"q\"]":                  `{"a":["x y" "it's" "q"]}`,
		"a: b\n  c\n\n  d # e\nf: g#h i:j":                          `{"a":"b c\nd" "f":"g#h i:j"}`,
		`a: "tab\t é \x41 \u00e9 \U0001F600 \/ \
		  on"`: `{"a":"tab\t é A é 😀 / on"}`,
		`a: "\uD83D\uDE00"`:                                    `{"a":"😀"}`,
		"a: \" x\n\n  y \n z \"\nb: ' x\n y'":                  `{"a":" x\ny z " "b":" x y"}`,
		"a: |\n  x\n   y\n\n  z\n\nb: |-\n  x\nc: |+\n  x\n\n": `{"a":"x\n y\n\nz\n" "b":"x" "c":"x\n\n"}`,
		"a: >\n  x\n  y\n\n  z\n   w\n  v\nb: >2-\n    x\n  y": `{"a":"x y\nz\n w\nv\n" "b":"  x\ny"}`,
		"a: |\nb: 1":                        `{"a":"" "b":"1"}`,
		"'a b': 1\n\"c\\td\": 2":            `{"a b":"1" "c\td":"2"}`,
		"-1: -x\n?y: :z":                    `{"-1":"-x" "?y":":z"}`,
		"a: http://x/y?z=1 # c\nb: 'x' # c": `{"a":"http://x/y?z=1" "b":"x"}`,
		"\"a\": {b: \"x\"}\nnull: 1\n~: 2":  `{"a":{"b":"x"} "null":"1" "~":"2"}`,
	} {
		d, err := Parse(text)
		require.NoError(t, err, "%q", text)
		require.Equal(t, want, shown(d.Root()), "%q", text)
		other, ok := comparable(text)
		if !ok {
			continue
		}
		var them oracle.Node
		require.NoError(t, oracle.Unmarshal([]byte(other), &them), "%q", text)
		require.Equal(t, theirs(&them), shown(d.Root()), "%q", text)
	}
}

// TestRefused: what is not read, with its place and in words.
func TestRefused(t *testing.T) {
	deep := strings.Repeat("[", maxDepth+1)
	var many strings.Builder
	for i := range maxEntries + 1 {
		fmt.Fprintf(&many, "k%d: 1\n", i)
	}
	for text, want := range map[string]string{
		"? a\n: b":                               "1:1: got ? a; put a text that starts with ? in quotes",
		"a: 1\n---\nb: 1":                        "2:1: got a second document, want one in a file",
		"%TAG ! x\n---\n":                        "1:1: got %TAG ! x, want %YAML 1.2 at most",
		"%YAML 1.2\na: 1":                        "2:1: got a: 1 after %YAML, want a line ---",
		"a: b: c":                                "1:5: got a second colon in a line; put a text that has one in quotes",
		"a: 1\n  b: 2":                           "2:4: got a colon in a text that goes on from the line above; is the line indented too far?",
		"a:\n    b: 1\n   c: 1":                  "3:4: got c: 1, which starts below none of the names above",
		"a: - 1":                                 "1:4: got a list on the line of its name, want it below",
		"a: [1, 2":                               "1:4: got [ without its ]",
		"a: [1 2}":                               "1:8: got }, want a comma or ]",
		"a: {b[0].c: 1}":                         "1:5: got b, want a name, a colon, a blank and a value; a name with [ in it has to be in quotes within braces",
		"a: {b}":                                 "1:5: got b, want a name, a colon, a blank and a value",
		"a: {b:1}":                               "1:5: got b:1, want a name, a colon, a blank and a value",
		"a: [b: 1]":                              "1:6: got a name and a value in a list, want {} around them, or a ] before them",
		"a: 'x":                                  "1:4: got a quote without the one that ends the text",
		`a: "\q"`:                                "1:5: got a backslash that starts no character; write two for one",
		`a: "\ud800"`:                            "1:5: got a backslash that starts no character; write two for one",
		"a: 'x' y":                               "1:8: got y after the end of the value",
		"a:\n\tb: 1":                             "2:1: got a tab, want spaces to indent",
		"-\ta: 1":                                "1:2: got a tab, want spaces to indent",
		"- 1\na: 2":                              "2:1: got a: 2 after the end of the value; is it indented as it should be?",
		"- 1\n  - 2":                             "", // a text of two lines
		"a: @b":                                  "1:4: got @b; put a text that starts with @ in quotes",
		": 1":                                    "1:1: got a colon, want a name before it",
		"a: x\x00":                               "1:5: got the control character U+0000",
		"é: \x80":                                "1:4: got the byte 0x80, which is not UTF-8",
		"\xff\xfea":                              "1:1: got UTF-16, want UTF-8",
		deep:                                     "1:33: got values more than 32 deep in each other",
		many.String():                            "1001:1: got more than 1000 names in one place",
		strings.Repeat("n", 2<<20) + ": 1":       "1:1: got a name of 2097152 bytes, want at most 1000",
		"{" + strings.Repeat("n", 1001) + ": 1}": "1:2: got a name of 1001 bytes, want at most 1000",
		"\ufeffa: @b":                            "1:4: got @b; put a text that starts with @ in quotes",
		"a: |x\n  y":                             "1:5: got x after |, want the text below it",
	} {
		_, err := Parse(text)
		if want == "" {
			require.NoError(t, err)
			continue
		}
		e, ok := errors.AsType[*Error](err)
		require.True(t, ok, "%q: %v", text, err)
		line, column := Position(text, e.Offset)
		require.Equal(t, want, fmt.Sprintf("%d:%d: %v", line, column, e), "%q", text)
	}
}

// TestMemory: nothing that a file may say takes more than some times its size.
func TestMemory(t *testing.T) {
	for name, text := range map[string]string{
		"ones":    "[" + strings.Repeat("1,", 1<<19) + "]",
		"empty":   "[" + strings.Repeat("{},", 1<<18) + "]",
		"dashes":  strings.Repeat("-\n", 1<<19),
		"texts":   "[" + strings.Repeat("'',", 1<<18) + "]",
		"entries": "[" + strings.Repeat("{a: },", 1<<17) + "]",
		"lines":   strings.Repeat("\n", 1<<20),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Parse(text)
		runtime.ReadMemStats(&after)
		require.NoError(t, err, name)
		require.Less(t, float64(after.TotalAlloc-before.TotalAlloc)/float64(len(text)), 12.0, name)
	}
}

// FuzzParse: what is read, the library reads too, as the same.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../../scenario/*/*.yaml")
	require.NoError(f, err)
	bad, err := filepath.Glob("../../scenario/testdata/bad/*.yaml")
	require.NoError(f, err)
	for _, name := range append(files, bad...) {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(string(text))
	}
	for _, text := range []string{
		"a: |\n  x\n   y\n\n  z\n\nb: |-\n  x\nc: |+\n  x\n\n", "a: >\n  x\n  y\n\n  z\n   w\n  v\nb: >2-\n    x\n  y",
		"a: \" x\n\n  y \n z \"\nb: ' x\n y'", "- - 1\n  - a: 2\n    b: 3\n-\n", "{\"a\":1,\t\"b\" : [1,2 , 3,],\n\t\"c\":{},}",
		"%YAML 1.2\n---\na: b\n  c\n\n  d # e\n...\n", `a: "\x41\
  b"`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		d, err := Parse(text)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		other, ok := comparable(text)
		if !ok {
			return
		}
		var them oracle.Node
		require.NoError(t, oracle.Unmarshal([]byte(other), &them))
		require.Equal(t, theirs(&them), shown(d.Root()))
	})
}
