package population_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/population"
)

func TestUSWorkforce2021(t *testing.T) {
	us := population.USWorkforce2021()
	require.Len(t, us, 831)
	people, groups := int64(0), map[string]bool{}
	for i := range us {
		require.NoError(t, param.Check(&us[i]), us[i].Name)
		people += us[i].People
		groups[us[i].Group] = true
	}
	require.Equal(t, int64(140_885_570), people)
	require.Len(t, groups, 22)

	chiefs := us[0]
	require.Equal(t, "Chief Executives", chiefs.Name)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 60300.0 / 12}, {P: 0.25, Value: 111080.0 / 12}, {P: 0.5, Value: 179520.0 / 12}}, chiefs.Income)
	require.Equal(t, 0.4186, chiefs.Full[population.General])
	require.Equal(t, 0.0465, chiefs.Direct[population.Composition])

	us[0].Income[0].Value = -1
	require.Equal(t, 60300.0/12, population.USWorkforce2021()[0].Income[0].Value, "a caller's copy is its own")
}

// TestTopQuantiles counts the censored quantiles that the Pareto tail puts below the censoring point; docs/data.md
// tells the same numbers.
func TestTopQuantiles(t *testing.T) {
	f, err := os.Open("data/us-workforce-2021.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	us := population.USWorkforce2021()
	censored, belowP90, occupations, below := 0, 0, 0, 0
	for i, row := range rows[1:] {
		low := 0
		for j, p := range []float64{0.1, 0.25, 0.5, 0.75, 0.9} {
			if row[4+j] != "top" {
				continue
			}
			censored++
			if us[i].IncomeAt(p, 2, 100)*12 < 208_000 {
				low++
				if p == 0.9 {
					belowP90++
				}
			}
		}
		below += low
		if low > 0 {
			occupations++
		}
	}
	require.Equal(t, []int{98, 15, 20, 1}, []int{censored, occupations, below, belowP90})
}

func TestWorld(t *testing.T) {
	world := population.World()
	require.Len(t, world, 169)
	people := int64(0)
	for i := range world {
		require.NoError(t, param.Check(&world[i]), world[i].Name)
		people += world[i].People
	}
	require.Equal(t, int64(7_954_874_557), people)
	require.Equal(t, "Angola", world[0].Name)
	require.Equal(t, "lower-middle", world[0].Group)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 12.98}, {P: 0.5, Value: 41.49}, {P: 0.9, Value: 130.02}}, world[0].Income)

	var direct float64 // the average US job, by hand for one domain
	for _, s := range population.USWorkforce2021() {
		direct += s.Direct[population.General] * float64(s.People) / 140_885_570
	}
	require.InEpsilon(t, 0.6667*direct, world[0].Direct[population.General], 1e-12)
}

const header = "soc,occupation,group,workers,wage_p10,wage_p25,wage_p50,wage_p75,wage_p90," +
	"direct_coding,direct_security,direct_visual,direct_composition,direct_general," +
	"full_coding,full_security,full_visual,full_composition,full_general\n"

const zeros = "0,0,0,0,0.1,0,0,0,0,0.2"

// TestReadStrata reads what files may have: comments, quoted commas, a byte order mark, Windows line ends, other
// columns and another order.
func TestReadStrata(t *testing.T) {
	text := "\ufeff# a comment\n" + header +
		"1,\"Clerks, \"\"old\"\"\",Office,10,12000,24000,,48000,top," + zeros + "\r\n" +
		"# between\n" +
		"2,Typists,Office, 30 ,24000,top,top,top,top," + zeros + "\n" +
		"3,Others,Office,5,,,,,," + zeros + "\n"
	text = strings.Replace(text, "\ufeff# a comment\n", "# a comment\n", 1)
	got, err := population.ReadStrata(strings.NewReader(text), "own.csv")
	require.NoError(t, err)
	require.Len(t, got, 3)
	require.Equal(t, `Clerks, "old"`, got[0].Name)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 1000}, {P: 0.25, Value: 2000}, {P: 0.75, Value: 4000}}, got[0].Income)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 2000}}, got[1].Income)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 1750}, {P: 0.25, Value: 2000}, {P: 0.75, Value: 4000}}, got[2].Income, "of the group")
	require.Equal(t, int64(30), got[1].People)

	falling, err := population.ReadStrata(strings.NewReader(header+"1,Rich,B,10,12000,99000,99000,top,top,"+zeros+
		"\n2,Poor,B,10,1200,,,2400,3600,"+zeros+"\n3,Others,B,1,,,,,,"+zeros+"\n"), "own.csv")
	require.NoError(t, err)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 550}, {P: 0.25, Value: 8250}, {P: 0.5, Value: 8250}, {P: 0.75, Value: 8250}, {P: 0.9, Value: 8250}}, falling[2].Income)

	marked, err := population.ReadStrata(strings.NewReader("\ufeff"+header+"1,A,B,10,12000,,,,,"+zeros+"\n"), "own.csv")
	require.NoError(t, err)
	require.Equal(t, "1", marked[0].Code)
}

// TestReadStrataProblems: each broken file, and all that is said about it.
func TestReadStrataProblems(t *testing.T) {
	good := "1,Clerks,Office,10,12000,24000,,48000,top," + zeros + "\n"
	row := func(workers, wages, shares string) string {
		return header + good + "2,Typists,Office," + workers + "," + wages + "," + shares + "\n"
	}
	wages := "12000,24000,36000,48000,60000"
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {"", "own.csv: got no header line, want the columns soc, occupation"},
		"no rows":    {header, "own.csv: got no rows below the header, want at least one"},
		"no column":  {strings.Replace(header, "wage_p25", "wage", 1) + good, "own.csv:1: column wage_p25: missing in the header"},
		"twice":      {strings.Replace(header, "wage_p25", "wage_p10", 1) + good, "own.csv:1: column wage_p10: appears twice in the header\nown.csv:1: column wage_p25: missing in the header"},
		"short row":  {header + good + "2,Typists\n", "own.csv:3: got 2 columns, want 19 as in the header"},
		"not number": {row("10", "12000,abc,36000,48000,60000", zeros), `own.csv:3: column wage_p25: got "abc", want a number, 'top' or nothing`},
		"thousands":  {row("10", `12000,"24,000",36000,48000,60000`, zeros), `own.csv:3: column wage_p25: got "24,000", want a number, 'top' or nothing`},
		"after top":  {row("10", "12000,top,36000,top,top", zeros), `own.csv:3: column wage_p50: got "36000" after 'top' in wage_p25, want 'top' or nothing`},
		"falling":    {row("10", "12000,24000,18000,48000,60000", zeros), "own.csv:3: column wage_p50: got 1500 u/month, want at least the 2000 at p = 0.25"},
		"negative":   {row("10", "-12000,24000,36000,48000,60000", zeros), "own.csv:3: column wage_p10: got -1000 u/month, want"},
		"NaN":        {row("10", "NaN,24000,36000,48000,60000", zeros), "own.csv:3: column wage_p10: got NaN u/month, want"},
		"nobody":     {row("0", wages, zeros), "own.csv:3: column workers: got 0 people, want"},
		"fraction":   {row("1.5", wages, zeros), `own.csv:3: column workers: got "1.5", want a whole number`},
		"no share":   {row("10", wages, "0,0,,0,0.1,0,0,0,0,0.2"), `own.csv:3: column direct_visual: got "", want a number`},
		"share":      {row("10", wages, "0,0,0,0,0.1,0,0,0,0,1.2"), "own.csv:3: column full_general: got 1.2 share, want"},
		"below":      {row("10", wages, "0,0,0,0,0.3,0,0,0,0,0.2"), "own.csv:3: column full_general: got 0.2 for general, want at least direct, which is 0.3"},
		"sum":        {row("10", wages, "0,0,0,0,0.3,0,0,0.5,0,0.6"), "own.csv:3: column full_*: got a sum of 1.1000 over the domains, want at most 1"},
		"no wage":    {header + "2,Typists,Office,10,,,,,," + zeros + "\n", `own.csv:2: column wage_p10: got no wage here or in group "Office", want at least one`},
		"bare quote": {header + good + "2,Typ\"ists,Office\n" + "3,A,B,x," + wages + "," + zeros + "\n", "own.csv:3: character 6: bare \" in non-quoted-field\n" + `own.csv:4: column workers: got "x", want a whole number`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := population.ReadStrata(strings.NewReader(c.text), "own.csv")
			require.Nil(t, got)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestReadTellsAll: problems are told together, the first twenty of them.
func TestReadTellsAll(t *testing.T) {
	text := header + strings.Repeat("2,Typists,Office,x,1,2,3,4,5,"+zeros+"\n", 50)
	_, err := population.ReadStrata(strings.NewReader(text), "own.csv")
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 21)
	require.Equal(t, `own.csv:2: column workers: got "x", want a whole number`, lines[0])
	require.Equal(t, "own.csv: and 30 more", lines[20])
}

func TestReadFailure(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, before := range []string{"", header, header[:9]} {
		_, err := population.ReadStrata(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(before))), "own.csv")
		require.Error(t, err)
		r := iotest.DataErrReader(&failing{strings.NewReader(before), broken})
		_, err = population.ReadStrata(r, "own.csv")
		require.ErrorIs(t, err, broken)
	}
}

// failing is a reader that ends with an error of its own.
type failing struct {
	*strings.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	if f.Len() == 0 {
		return 0, f.err
	}
	return f.Reader.Read(p)
}

func TestReadCountriesProblems(t *testing.T) {
	const header = "iso3,country,income_group,people,income_p10,income_p50,income_p90,price_level,exposure_factor\n"
	got, err := population.ReadCountries(strings.NewReader(header+"AAA,Aland,low,100,10,20,,0.3,0.5\n"), "own.csv")
	require.NoError(t, err)
	require.Equal(t, 0.3, got[0].PriceLevel)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 10}, {P: 0.5, Value: 20}}, got[0].Income)
	for row, want := range map[string]string{
		"AAA,Aland,low,100,10,20,30,0.3,1.5": "own.csv:2: column exposure_factor: got 1.5, want a factor from 0 to 1",
		"AAA,Aland,low,100,10,20,30,0.3,NaN": "own.csv:2: column exposure_factor: got NaN, want a factor from 0 to 1",
		"AAA,Aland,low,100,10,20,30,0.3,":    `own.csv:2: column exposure_factor: got "", want a number`,
		"AAA,Aland,low,100,,,,0.3,1":         "own.csv:2: column income_p10: got no quantile, want at least one",
		"AAA,Aland,low,100,10,top,30,0.3,1":  `own.csv:2: column income_p50: got "top", want a number or nothing`,
		"AAA,Aland,low,-1,10,20,30,0.3,1":    "own.csv:2: column people: got -1 people, want",
		"AAA,Aland,low,100,10,20,30,0,1":     "own.csv:2: column price_level: got 0, want a level above 0",
		"AAA,Aland,low,100,10,5,30,0.3,1":    "own.csv:2: column income_p50: got 5 u/month, want at least the 10 at p = 0.1",
	} {
		_, err := population.ReadCountries(strings.NewReader(header+row+"\n"), "own.csv")
		require.ErrorContains(t, err, want, row)
		require.NotContains(t, err.Error(), "\n", "one problem, one line")
	}
}

// FuzzRead: whatever the bytes, either strata without problems or an error with the file's name.
func FuzzRead(f *testing.F) {
	us, err := os.ReadFile("data/us-workforce-2021.csv")
	require.NoError(f, err)
	world, err := os.ReadFile("data/world-income.csv")
	require.NoError(f, err)
	head := func(b []byte) []byte { return bytes.Join(bytes.SplitAfterN(b, []byte("\n"), 4)[:3], nil) }
	f.Add(head(us))
	f.Add(head(world))
	f.Add([]byte(header + "1,\"Clerks, \"\"old\"\"\",Office,10,12000,24000,,48000,top," + zeros + "\r\n#x\n2,a,b,1,,,,,," + zeros))
	f.Add([]byte("\"\n#,"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, read := range []func(b []byte) ([]population.Stratum, error){
			func(b []byte) ([]population.Stratum, error) {
				return population.ReadStrata(bytes.NewReader(b), "f.csv")
			},
			func(b []byte) ([]population.Stratum, error) {
				return population.ReadCountries(bytes.NewReader(b), "f.csv")
			},
		} {
			strata, err := read(text)
			if err != nil {
				require.ErrorContains(t, err, "f.csv")
				require.Nil(t, strata)
				continue
			}
			require.NotEmpty(t, strata)
			for i := range strata {
				require.NoError(t, param.Check(&strata[i]))
			}
		}
	})
}
