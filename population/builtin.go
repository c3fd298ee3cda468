package population

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/cogap/cogap/internal/csvtable"
)

var (
	//go:embed data/us-workforce-2021.csv
	usWorkforceCSV []byte
	//go:embed data/us-education-2021.csv
	usEducationCSV []byte
	//go:embed data/us-households-2021.csv
	usHouseholdsCSV []byte
	//go:embed data/world-income.csv
	worldCSV []byte
	//go:embed data/template.csv
	templateCSV []byte
)

// Template returns a file of people to start from, which ReadStrata reads, with comments that say what its columns mean.
func Template() []byte { return slices.Clone(templateCSV) }

// builtIn are the people of each source, which are not to be changed.
var builtIn = map[string]func() []Stratum{
	"us-workforce-2021": func() []Stratum { return usWorkforce() },
	"us-households":     func() []Stratum { return usHouseholds() },
	"us-adults":         func() []Stratum { return usAdults() },
	"world":             func() []Stratum { return world() },
}

// Sources returns the names of the built-in people, sorted.
func Sources() []string { return slices.Sorted(maps.Keys(builtIn)) }

// USWorkforce2021 returns the 140,885,570 employees of the United States in May 2021, in 831 occupations with their
// gross wages, the share of their work that AI reaches, and the share of graduates among them. The slice is the caller's own.
//
// Sources: BLS Occupational Employment and Wage Statistics, May 2021; exposure labels of Eloundou, Manning, Mishkin,
// Rock (2023), GPTs are GPTs; graduates of the American Community Survey 2021 (NCSES); docs/data.md says what was done with them.
func USWorkforce2021() []Stratum { return clone(usWorkforce()) }

// World returns the 7,954,874,557 people of 169 economies, with incomes per person in market dollars of 2024. Group is
// the World Bank's income group. Exposure is that of the average US job times the economy's exposure factor. The
// slice is the caller's own.
//
// Sources: World Bank PIP (2022) as processed by Our World in Data; IMF SDN/2024/001; docs/data.md says what was done.
func World() []Stratum { return clone(world()) }

// The built-in people, read when they are first asked for.
var usWorkforce, usHouseholds, usAdults, world func() []Stratum

func init() { // not where they are declared: countries are read by the average US job, as are households
	usWorkforce = sync.OnceValue(func() []Stratum {
		strata := embedded(readStrata(bytes.NewReader(usWorkforceCSV), "us-workforce-2021.csv", Columns{
			"code": "soc", "name": "occupation", "people": "workers",
			"p10_year": "wage_p10", "p25_year": "wage_p25", "p50_year": "wage_p50", "p75_year": "wage_p75", "p90_year": "wage_p90",
		}, true))
		return embedded(withGraduates(strata, bytes.NewReader(usEducationCSV), "us-education-2021.csv"))
	})
	usHouseholds = sync.OnceValue(func() []Stratum {
		return householdStrata(usBrackets())
	})
	usAdults = sync.OnceValue(func() []Stratum {
		return slices.Concat(usWorkforce(), notEmployed(usBrackets()))
	})
	world = sync.OnceValue(func() []Stratum {
		return embedded(readStrata(bytes.NewReader(worldCSV), "world-income.csv", Columns{
			"code": "iso3", "name": "country", "group": "income_group",
			"p10": "income_p10", "p50": "income_p50", "p90": "income_p90", "exposure": "exposure_factor",
		}, true))
	})
}

// usBrackets are the households of the United States by bracket of income.
func usBrackets() []bracket {
	return embedded(readBrackets(bytes.NewReader(usHouseholdsCSV), "us-households-2021.csv"))
}

// withGraduates gives strata the shares of graduates that a table has by their codes, each of them.
func withGraduates(strata []Stratum, r io.Reader, name string) ([]Stratum, error) {
	const code, share = "soc", "share_bachelor_plus"
	t, shares := csvtable.Open(r, name, code, share), map[string]float64{}
	for t.Next() {
		shares[t.Text(code)] = t.Number(share, "")
	}
	for i := range strata {
		var known bool
		if strata[i].Graduates, known = shares[strata[i].Code]; !known {
			t.Complain("got no share of graduates of %s", strata[i].Code)
		}
	}
	return strata, t.Err()
}

// embedded unwraps what cannot go wrong: the tests read the same bytes.
func embedded[T any](list []T, err error) []T {
	if err != nil {
		panic(fmt.Sprintf("population: embedded data: %v", err))
	}
	return list
}

func clone(strata []Stratum) []Stratum {
	own := slices.Clone(strata)
	for i := range own {
		own[i].Income = slices.Clone(own[i].Income)
	}
	return own
}
