package csvtable_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/csvtable"
)

type person struct {
	name   string
	people int64
	income float64
}

// read reads a table of people; an income may be missing.
func read(r io.Reader) (list []person, err error) {
	t := csvtable.Open(r, "p.csv", "name", "people")
	for t.Next() {
		p := person{name: t.Text("name"), people: t.Int("people")}
		if t.Has("income") && t.Text("income") != "" {
			p.income = t.Number("income", " or nothing")
		}
		if p.income < 0 {
			t.Problem("income", "got %v, want 0 or more", p.income)
		}
		list = append(list, p)
	}
	return list, t.Err()
}

// TestTable reads what files may have: comments, quoted commas, a byte order mark, ends of lines of Windows, blanks, other
// columns and another order.
func TestTable(t *testing.T) {
	got, err := read(strings.NewReader("\ufeff# a comment\n"[3:] + "\ufeffpeople , other,name,income\r\n1e3,x,\"Clerks, \"\"old\"\"\", 10_000.5 \r\n# between\n010,,Typists,\n"))
	require.NoError(t, err)
	require.Equal(t, []person{{`Clerks, "old"`, 1000, 10000.5}, {"Typists", 10, 0}}, got)
}

func TestProblems(t *testing.T) {
	for text, want := range map[string]string{
		"":                                            "p.csv: got no header line, want one with the columns name, people",
		"name,people\n":                               "p.csv: got no rows below the header, want at least one",
		"nmae,people\nx,1\n":                          "p.csv:1: the header has no column name, but nmae",
		"NAME,Name,people\nx,y,1\n":                   "p.csv:1: the header has no column name, but NAME",
		"NAME,People\nx,z\n":                          "p.csv:2:3: column people: got \"z\", want a whole number",
		"n\x00a\x00\n":                                "p.csv:1: got zero bytes, as UTF-16 has: want UTF-8",
		"a\n1\n":                                      "p.csv:1: the header has no column name\np.csv:1: the header has no column people",
		"name,people,name\nx,1,y\n":                   "p.csv:1:13: column name: appears twice in the header",
		"name;people\nx;1\n":                          `p.csv:1: got one column, "name;people": want commas between columns, and points in numbers`,
		"name\tpeople\nx\t1\n":                        `p.csv:1: got one column, "name\tpeople": want commas between columns, and points in numbers`,
		"name,people\nx,1\ny\n":                       "p.csv:3: got 1 columns, want 2 as in the header",
		"name,people\nx,many\ny,1.5\n":                "p.csv:2:3: column people: got \"many\", want a whole number\np.csv:3:3: column people: got \"1.5\", want a whole number",
		"name,people\nx,0x10\n":                       `p.csv:2:3: column people: got "0x10", want a number in decimal digits`,
		"name,people,income\n\"x\ny\",1,z\n":          `p.csv:3:6: column income: got "z", want a number or nothing`,
		"name,people,income\nx,1,-1\n":                "p.csv:2:5: column income: got -1, want 0 or more",
		"name,people\nx\"y,1\nz,q\n":                  "p.csv:2:2: bare \" in non-quoted-field\np.csv:3:3: column people: got \"q\", want a whole number",
		"name,people\n" + strings.Repeat("x,y\n", 50): strings.Repeat("*", 20) + "p.csv: and 30 more problems",
	} {
		_, err := read(strings.NewReader(text))
		require.Error(t, err, text)
		if stars := strings.Count(want, "*"); stars > 0 {
			lines := strings.Split(err.Error(), "\n")
			require.Len(t, lines, stars+1)
			require.Equal(t, want[stars:], lines[stars])
			continue
		}
		require.EqualError(t, err, want)
	}
	_, err := read(strings.NewReader("name,people\nx,many\n"))
	at, ok := errors.AsType[*csvtable.Error](err)
	require.True(t, ok)
	require.Equal(t, []any{"p.csv", 2, 3}, []any{at.File, at.Line, at.Column})
}

func TestFailingReader(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, before := range []string{"", "name,people\n", "name,people\nx,1\n", "name,pe"} {
		_, err := read(io.MultiReader(strings.NewReader(before), iotest.ErrReader(broken)))
		require.ErrorIs(t, err, broken)
	}
}

// TestSizes: whatever a table has, it takes no more memory than some times its size, and what is said of it is short.
func TestSizes(t *testing.T) {
	const header = "name,people\n"
	for name, c := range map[string]struct{ text, want string }{
		"commas":    {header + strings.Repeat(",", 4<<20), "got a line of more than 65536 bytes"},
		"columns":   {strings.Repeat("a,", 4<<20), "got a line of more than 65536 bytes"},
		"short":     {header + strings.Repeat("x\n", 2<<20), "more problems"},
		"a quote":   {header + "\"" + strings.Repeat("x\n", 2<<20), "p.csv"},
		"long text": {header + "x," + strings.Repeat("1", 60_000) + "\n", "want a whole number"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			table := csvtable.Open(strings.NewReader(c.text), "p.csv", "name", "people")
			for table.Next() {
				table.Int("people")
			}
			err := table.Err()
			runtime.ReadMemStats(&after)
			require.ErrorContains(t, err, c.want)
			require.Less(t, len(err.Error()), 1<<14)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(20*len(c.text)+4<<20))
		})
	}
}

func FuzzTable(f *testing.F) {
	for _, text := range []string{"name,people,income\nx,1,2\n#c\n\"y, z\",3,\n", "name;people\n", "\"\n#,", "name,people\nx\"y,1\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := read(strings.NewReader(string(text)))
		if err != nil {
			require.ErrorContains(t, err, "p.csv")
			return
		}
		require.NotEmpty(t, list)
	})
}
