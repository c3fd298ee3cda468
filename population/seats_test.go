package population_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/population"
)

// TestSharing: the same share of each stratum shares an account, but of those who have a seat nobody does, and nobody is lost.
func TestSharing(t *testing.T) {
	spec := population.Default()
	spec.EmployerPaid, spec.SharedAccounts = 0.13, 0.25
	strata, err := spec.Resolve()
	require.NoError(t, err)
	all, shared, seats := int64(0), int64(0), int64(0)
	for _, s := range strata {
		all += s.People
		require.False(t, s.SharedAccount && s.EmployerPaid, s.Name)
		if s.SharedAccount {
			shared += s.People
			require.True(t, strings.HasSuffix(s.Code, "-shared"), s.Code)
		}
		if s.EmployerPaid {
			seats += s.People
		}
	}
	require.Equal(t, int64(140_885_570), all)
	require.InEpsilon(t, 0.25*float64(all-seats), float64(shared), 1e-4)

	spec.Source, spec.Strata = "", strata
	again, err := spec.Resolve()
	require.NoError(t, err)
	require.Equal(t, strata, again, "people are divided once")
}

// TestSeats: so many people have a seat, more where AI reaches more of the work; nobody is lost, and those without keep their places.
func TestSeats(t *testing.T) {
	us := population.USWorkforce2021()
	spec := population.Default()
	spec.EmployerPaid = 0.13
	require.NoError(t, param.Check(&spec))
	strata, err := spec.Resolve()
	require.NoError(t, err)
	people, paid, codes := int64(0), int64(0), map[string]bool{}
	share := map[string]float64{}
	for i, s := range strata {
		people += s.People
		require.False(t, codes[s.Code], s.Code)
		codes[s.Code] = true
		if i < len(us) {
			require.Equal(t, us[i].Name, s.Name)
			continue
		}
		require.True(t, s.EmployerPaid)
		paid += s.People
		share[strings.TrimSuffix(s.Code, "-paid")] = float64(s.People)
	}
	require.Equal(t, int64(140_885_570), people)
	require.InEpsilon(t, 0.13, float64(paid)/float64(people), 1e-4)
	mean := 0.0
	for _, s := range us {
		for _, x := range s.Full {
			mean += x * float64(s.People) / float64(people)
		}
	}
	exposure := 0.0
	for _, x := range us[0].Full {
		exposure += x
	}
	require.InEpsilon(t, 0.13*exposure/mean, share[us[0].Code]/float64(us[0].People), 1e-4)

	spec.Source, spec.Strata = "", strata
	again, err := spec.Resolve()
	require.NoError(t, err)
	require.Equal(t, strata, again, "who has a seat is divided once")

	spec.Strata = []population.Stratum{{Name: "A", People: 5, Income: us[0].Income}}
	again, err = spec.Resolve()
	require.NoError(t, err)
	require.Equal(t, spec.Strata, again, "where AI reaches nothing nobody has a seat")
}
