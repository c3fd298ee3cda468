package population_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/cogap/cogap/inequality"
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

// TestGraduates: every US occupation has its share of graduates, and all together the one that docs/data.md tells; one's own people may
// have it too.
func TestGraduates(t *testing.T) {
	graduates, people := 0.0, 0.0
	for _, s := range population.USWorkforce2021() {
		require.Positive(t, s.Graduates, s.Name)
		graduates += s.Graduates * float64(s.People)
		people += float64(s.People)
	}
	require.InDelta(t, 0.338, graduates/people, 0.0005)
	require.Equal(t, 0.7186, population.USWorkforce2021()[0].Graduates, "chief executives")

	const header = "name,people,p50,exposure,graduates\n"
	got, err := population.ReadStrata(strings.NewReader(header+"A,100,10,1,0.25\nB,100,10,1,\n"), "own.csv", nil)
	require.NoError(t, err)
	require.Equal(t, []float64{0.25, 0}, []float64{got[0].Graduates, got[1].Graduates})
	_, err = population.ReadStrata(strings.NewReader(header+"A,100,10,1,25\nB,100,10,1,many\n"), "own.csv", nil)
	require.ErrorContains(t, err, "own.csv:2:12: column graduates: got 25 share, want 0 to 1")
	require.ErrorContains(t, err, `own.csv:3:12: column graduates: got "many", want a number or nothing`)
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

// usColumns are the names in files of the form of the built-in US workforce.
var usColumns = population.Columns{
	"code": "soc", "name": "occupation", "people": "workers",
	"p10_year": "wage_p10", "p25_year": "wage_p25", "p50_year": "wage_p50", "p75_year": "wage_p75", "p90_year": "wage_p90",
}

func readUS(text string) ([]population.Stratum, error) {
	return population.ReadStrata(strings.NewReader(text), "own.csv", usColumns)
}

// TestReadStrata reads what files may have: comments, quoted commas, a byte order mark, Windows line ends, other
// columns and another order.
func TestReadStrata(t *testing.T) {
	text := "\ufeff# a comment\n" + header +
		"1,\"Clerks, \"\"old\"\"\",Office,10,12000,24000,,48000,top," + zeros + "\r\n" +
		"# between\n" +
		"2,Typists,Office, 30 ,24000,top,top,top,top," + zeros + "\n" +
		"3,Others,Office,5,,,,,," + zeros + "\n"
	text = strings.Replace(text, "\ufeff# a comment\n", "# a comment\n", 1)
	got, err := readUS(text)
	require.NoError(t, err)
	require.Len(t, got, 3)
	require.Equal(t, `Clerks, "old"`, got[0].Name)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 1000}, {P: 0.25, Value: 2000}, {P: 0.75, Value: 4000}}, got[0].Income)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 2000}}, got[1].Income)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 1750}, {P: 0.25, Value: 2000}, {P: 0.75, Value: 4000}}, got[2].Income, "of the group")
	require.Equal(t, int64(30), got[1].People)

	falling, err := readUS(header + "1,Rich,B,10,12000,99000,99000,top,top," + zeros +
		"\n2,Poor,B,10,1200,,,2400,3600," + zeros + "\n3,Others,B,1,,,,,," + zeros + "\n")
	require.NoError(t, err)
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 550}, {P: 0.25, Value: 8250}, {P: 0.5, Value: 8250}, {P: 0.75, Value: 8250}, {P: 0.9, Value: 8250}}, falling[2].Income)

	marked, err := readUS("\ufeff" + header + "1,A,B,10,12000,,,,," + zeros + "\n")
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
		"empty":       {"", "own.csv: got no header line"},
		"no rows":     {header, "own.csv: got no rows below the header, want at least one"},
		"no column":   {strings.Replace(header, "wage_p25", "wage_p26", 1) + good, "own.csv:1: the header has no column wage_p25, but wage_p26"},
		"twice":       {strings.Replace(header, "wage_p25", "wage_p10", 1) + good, "own.csv:1:39: column wage_p10: appears twice in the header"},
		"short row":   {header + good + "2,Typists\n", "own.csv:3: got 2 columns, want 19 as in the header"},
		"not number":  {row("10", "12000,abc,36000,48000,60000", zeros), `own.csv:3:27: column wage_p25: got "abc", want a number, 'top' or nothing`},
		"thousands":   {row("10", `12000,"24,000",36000,48000,60000`, zeros), `own.csv:3:27: column wage_p25: got "24,000", want a number, 'top' or nothing`},
		"after top":   {row("10", "12000,top,36000,top,top", zeros), `own.csv:3:31: column wage_p50: got "36000" after 'top' in wage_p25, want 'top' or nothing`},
		"falling":     {row("10", "12000,24000,18000,48000,60000", zeros), "own.csv:3:33: column wage_p50: got 1500 u/month, want at least the 2000 at p = 0.25"},
		"negative":    {row("10", "-12000,24000,36000,48000,60000", zeros), "own.csv:3:21: column wage_p10: got -1000 u/month, want"},
		"NaN":         {row("10", "NaN,24000,36000,48000,60000", zeros), `own.csv:3:21: column wage_p10: got "NaN", want a number`},
		"nobody":      {row("0", wages, zeros), "own.csv:3:18: column workers: got 0 people, want 1 to 1e12"},
		"fraction":    {row("1.5", wages, zeros), `own.csv:3:18: column workers: got "1.5", want a whole number`},
		"no share":    {row("10", wages, "0,0,,0,0.1,0,0,0,0,0.2"), `own.csv:3:55: column direct_visual: got "", want a number`},
		"share":       {row("10", wages, "0,0,0,0,0.1,0,0,0,0,1.2"), "column full_general: got 1.2 share, want"},
		"below":       {row("10", wages, "0,0,0,0,0.3,0,0,0,0,0.2"), "column full_general: got 0.2 for general, want at least direct, which is 0.3"},
		"sum":         {row("10", wages, "0,0,0,0,0.3,0,0,0.5,0,0.6"), "own.csv:3: column full_*: got a sum of 1.1000 over the domains, want at most 1"},
		"no wage":     {header + "2,Typists,Office,10,,,,,," + zeros + "\n", `own.csv:2:21: column wage_p10: got no income here or in group "Office", want at least one`},
		"bare quote":  {header + good + "2,Typ\"ists,Office\n" + "3,A,B,x," + wages + "," + zeros + "\n", "own.csv:3:6: bare \" in non-quoted-field\n" + `own.csv:4:7: column workers: got "x", want a whole number`},
		"a long name": {header + "2," + strings.Repeat("x", 3000) + ",Office,10," + wages + "," + zeros + "\n", "own.csv:2:3: column occupation: got a text of 3000 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readUS(c.text)
			require.Nil(t, got)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestReadTellsAll: problems are told together, the first twenty of them.
func TestReadTellsAll(t *testing.T) {
	text := header + strings.Repeat("2,Typists,Office,x,1,2,3,4,5,"+zeros+"\n", 50)
	_, err := readUS(text)
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 21)
	require.Equal(t, `own.csv:2:18: column workers: got "x", want a whole number`, lines[0])
	require.Equal(t, "own.csv: and 30 more problems", lines[20])
}

func TestReadFailure(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, before := range []string{"", header, header[:9]} {
		_, err := population.ReadStrata(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(before))), "own.csv", nil)
		require.Error(t, err)
		r := iotest.DataErrReader(&failing{strings.NewReader(before), broken})
		_, err = population.ReadStrata(r, "own.csv", usColumns)
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

// TestOwnForm: a file of one's own with the names that are known, and the built-in world's names.
func TestOwnForm(t *testing.T) {
	const header = "name,people,p10,p50,p90,price_level,exposure\n"
	got, err := population.ReadStrata(strings.NewReader(header+"Aland,100,10,20,,0.3,0.5\nBeland,1e3,,20,,,1\n"), "own.csv", nil)
	require.NoError(t, err)
	require.Equal(t, []float64{0.3, 0}, []float64{got[0].PriceLevel, got[1].PriceLevel})
	require.Equal(t, []population.Quantile{{P: 0.1, Value: 10}, {P: 0.5, Value: 20}}, got[0].Income)
	require.Equal(t, int64(1000), got[1].People)
	require.InDelta(t, got[1].Full[4], 2*got[0].Full[4], 1e-15)
	for row, want := range map[string]string{
		"A,100,10,20,30,0.3,1.5":   "own.csv:2:20: column exposure: got 1.5, want a factor from 0 to 1",
		"A,100,10,20,30,0.3,NaN":   `own.csv:2:20: column exposure: got "NaN", want a number`,
		"A,100,10,20,30,0.3,":      `own.csv:2:20: column exposure: got "", want a number`,
		"A,100,,,,0.3,1":           `own.csv:2:7: column p10: got no income here or in group "", want at least one`,
		"A,100,10,x,30,0.3,1":      `own.csv:2:10: column p50: got "x", want a number, 'top' or nothing`,
		"A,-1,10,20,30,0.3,1":      "own.csv:2:3: column people: got -1 people, want",
		"A,100,10,20,30,0,1":       "own.csv:2:16: column price_level: got 0, want a level above 0",
		"A,100,10,5,30,0.3,1":      "own.csv:2:10: column p50: got 5 u/month, want at least the 10 at p = 0.1",
		"A\x00,100,10,20,30,0.3,1": "own.csv:2:1: column name: got the control character U+0000",
	} {
		_, err := population.ReadStrata(strings.NewReader(header+row+"\n"), "own.csv", nil)
		require.ErrorContains(t, err, want, row)
		require.NotContains(t, err.Error(), "\n", "one problem, one line")
	}
}

// TestOwnColumns: what columns may be called, and what is said of those that are not there.
func TestOwnColumns(t *testing.T) {
	const text = "job;x,number,p50,median,p99.5,rich,full_general,direct_coding,full_coding\nA,10,7,1_200,9,24000,0.3,0.1,0.2\n"
	got, err := population.ReadStrata(strings.NewReader(text), "own.csv", population.Columns{"name": "job;x", "people": "number", "p50": "median", "p99.5_year": "rich"})
	require.ErrorContains(t, err, "own.csv:1: got both p99.5 and rich, which are the same quantile")
	require.Nil(t, got)
	got, err = population.ReadStrata(strings.NewReader(strings.Replace(text, "p99.5", "other", 1)), "own.csv",
		population.Columns{"name": "job;x", "people": "number", "p50": "median", "p99.5_year": "rich"})
	require.NoError(t, err)
	require.Equal(t, []population.Stratum{{
		Name: "A", People: 10, Income: []population.Quantile{{P: 0.5, Value: 1200}, {P: 0.995, Value: 2000}},
		Direct: population.ByDomain{0.1, 0, 0, 0, 0}, Full: population.ByDomain{0.2, 0, 0, 0, 0.3},
	}}, got, "the column p50 is not the median's when another is")

	for header, c := range map[string]struct {
		columns population.Columns
		want    string
	}{
		"name,people,p50,exposure":              {population.Columns{"nmae": "x", "people": "p50"}, "columns.nmae: unknown name, did you mean name?"},
		"name,people,p50,exposure,z":            {population.Columns{"group": "region"}, "own.csv:1: the header has no column region"},
		"name,people,exposure":                  {nil, "own.csv:1: got no incomes: want quantiles, such as p10"},
		"name,people,mean,exposure":             {nil, "own.csv:1: got no incomes"},
		"name,people,p50":                       {nil, "own.csv:1: got no exposure to AI: want exposure"},
		"name,people,p50,exposure,full_general": {nil, "own.csv:1: got exposure beside columns by domain, want one or the other"},
		"nam,people,p50,exposure":               {nil, "own.csv:1: the header has no column name, but nam"},
	} {
		_, err := population.ReadStrata(strings.NewReader(header+"\n"), "own.csv", c.columns)
		require.ErrorContains(t, err, c.want, header)
	}
}

// TestMeanAndGini: the people of a stratum that is known by its mean and Gini coefficient have these.
func TestMeanAndGini(t *testing.T) {
	read := func(row string) ([]population.Stratum, error) {
		return population.ReadStrata(strings.NewReader("name,people,p50,mean_year,gini,exposure\n"+row+"\n"), "own.csv", nil)
	}
	for _, gini := range []float64{0, 0.2, 0.35, 0.5} {
		strata, err := read(fmt.Sprintf("A,1000,,36000,%v,1", gini))
		require.NoError(t, err)
		const n = 200_000
		incomes := make([]float64, n)
		for i := range incomes {
			incomes[i] = strata[0].IncomeAt((float64(i)+0.5)/n, 3, 0)
		}
		got, err := inequality.Gini(incomes, nil)
		require.NoError(t, err)
		require.InDelta(t, gini, got, 0.006)
		require.InEpsilon(t, 3000, stat.Mean(incomes, nil), 0.01, gini)
	}
	strata, err := read("A,1000,500,36000,0.3,1")
	require.NoError(t, err)
	require.Equal(t, []population.Quantile{{P: 0.5, Value: 500}}, strata[0].Income, "what is known is not guessed")
	for row, want := range map[string]string{
		"A,1000,,0,0.3,1":  "own.csv:2:9: column mean_year: got 0, want an income above 0",
		"A,1000,,10,1,1":   "own.csv:2:12: column gini: got 1, want a Gini coefficient from 0 to 0.99",
		"A,1000,,10,-.1,1": "own.csv:2:12: column gini: got -0.1, want a Gini coefficient from 0 to 0.99",
		"A,1000,,10,,1":    `own.csv:2:12: column gini: got "", want a number`,
		"A,1000,,,0.3,1":   `own.csv:2:8: column p50: got no income here or in group ""`,
	} {
		_, err := read(row)
		require.ErrorContains(t, err, want, row)
	}
}

// FuzzRead: whatever the bytes, either strata without problems or an error.
func FuzzRead(f *testing.F) {
	us, err := os.ReadFile("data/us-workforce-2021.csv")
	require.NoError(f, err)
	world, err := os.ReadFile("data/world-income.csv")
	require.NoError(f, err)
	head := func(b []byte) []byte { return bytes.Join(bytes.SplitAfterN(b, []byte("\n"), 4)[:3], nil) }
	f.Add(head(us), "occupation", "workers", "wage_p50", "exposure")
	f.Add(head(world), "country", "people", "income_p50", "exposure_factor")
	f.Add([]byte("name,people,p10,p50,mean,gini,exposure\na,1,2,3,,,1\nb,2,,,1e3,.3,.5\n"), "name", "people", "p50", "exposure")
	f.Add([]byte("\"\n#,"), "", "", "", "")
	f.Fuzz(func(t *testing.T, text []byte, name, people, median, exposure string) {
		for _, columns := range []population.Columns{nil, usColumns, {"name": name, "people": people, "p50_year": median, "exposure": exposure}} {
			strata, err := population.ReadStrata(bytes.NewReader(text), "f.csv", columns)
			if err != nil {
				require.NotEmpty(t, err.Error())
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

// TestReadStrataSlips: a column that was to have a meaning is not left out without a word; others are.
func TestReadStrataSlips(t *testing.T) {
	read := func(text string) ([]population.Stratum, error) {
		return population.ReadStrata(strings.NewReader(text), "own.csv", nil)
	}
	for text, want := range map[string]string{
		"name,people,p50,direct_general,full_general,direct_codin\nA,5,900,.1,.2,.3\n": "own.csv:1:45: column direct_codin: unknown name, did you mean direct_coding?",
		"name,people,p50,full_general,FULL_time\nA,5,900,.2,.3\n":                      "own.csv:1:30: column FULL_time: unknown name",
		"name,people,p50,exposure,exposre\nA,5,900,1,.2\n":                             "own.csv:1:26: column exposre: unknown name, did you mean exposure?",
		"name,people,p50,exposre\nA,5,900,1\n":                                         "own.csv:1:17: column exposre: unknown name, did you mean exposure?",
		"name,people,p50,P50,exposure\nA,5,900,900,1\n":                                "own.csv:1:17: column P50: unknown name",
		"name,people,p50,exposure,pirce_level\nA,5,900,1,2\n":                          "own.csv:1:26: column pirce_level: unknown name, did you mean price_level?",
		"name,people,mean,gini,exposure\nA,5,1000,5,1\n":                               "own.csv:2:10: column gini: got 5, want a Gini coefficient from 0 to 0.99",
		"name,people,code,p50,exposure\nA,5,x,900,1\nB,5,,900,1\nC,5,x,900,1\n":        `own.csv:4:5: column code: got "x", which is the code of line 2, want one of its own or none`,
		"": "own.csv: got no header line, want one with the names of columns",
	} {
		_, err := read(text)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "\n", "one problem")
	}
	strata, err := read("Name,PEOPLE,P10,Exposure,region,median,names,page\nA,5,900,1,north,1000,x,3\n")
	require.NoError(t, err)
	require.Equal(t, "A", strata[0].Name)
	require.Equal(t, []population.Quantile{{P: .1, Value: 900}}, strata[0].Income)
	_, err = population.ReadStrata(strings.NewReader("full_name,peoples,p50,exposure\nA,5,900,1\n"), "own.csv", population.Columns{"name": "full_name", "people": "peoples"})
	require.NoError(t, err)
}
