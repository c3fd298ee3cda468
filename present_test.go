package cogap_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/same"
)

// fromPresents follows a run from a present within it, which itself began from an earlier one.
func fromPresents(s cogap.Scenario) (*cogap.Result, error) {
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	var at *cogap.Present
	for _, months := range []int{1 + s.Months/4, s.Months - 1} {
		if months >= s.Months {
			continue
		}
		if at, err = m.Present(ctx, at, months, cogap.Options{Workers: 2}); err != nil {
			return nil, err
		}
	}
	return followedFrom(m, at)
}

// followedFrom is followed from a present.
func followedFrom(m *cogap.Model, at *cogap.Present) (*cogap.Result, error) {
	r := new(cogap.Result)
	return r, m.FollowFrom(ctx, at, cogap.Options{Workers: 2}, func(month *cogap.Record) error {
		r.Months = append(r.Months, cogap.Record{Month: month.Month, Date: same.Digest(month)})
		return nil
	})
}

// TestPresent: a saved run is a present, from which others begin that have its past; what differs in others is named, before anything runs too.
func TestPresent(t *testing.T) {
	s := full()
	s.Months = 8
	dir := saved(t, s, 4, 6)
	at, err := cogap.SavedPresent(ctx, dir, nil)
	require.NoError(t, err)
	require.Equal(t, 4, at.Months())
	longer := s
	longer.Months = 10
	m, err := cogap.NewModel(longer)
	require.NoError(t, err)
	got, err := followedFrom(m, at)
	require.NoError(t, err)
	want, _ := followedAlike(run(t, longer, cogap.Options{}), got)
	require.Equal(t, want, got.Months)
	require.NoError(t, at.Agrees(ctx, m))

	for what, change := range map[string]func(s *cogap.Scenario){
		"its past differs: month 0, 2026-01: behaviour.word_of_mouth differs": func(s *cogap.Scenario) { s.Behaviour.WordOfMouth /= 2 },
		"its past differs: engine: seeds differ":                              func(s *cogap.Scenario) { s.Seed++ },
		"end of month 3, and the run has 4 months":                            func(s *cogap.Scenario) { s.Months = 4 },
	} {
		other := s
		change(&other)
		m, err := cogap.NewModel(other)
		require.NoError(t, err)
		for _, err := range []error{at.Agrees(ctx, m), m.FollowFrom(ctx, at, cogap.Options{}, func(*cogap.Record) error { return nil })} {
			require.ErrorContains(t, err, what)
			_, is := errors.AsType[*cogap.DiffersError](err)
			require.True(t, is)
		}
	}
	_, err = m.Present(ctx, at, 3, cogap.Options{})
	require.ErrorContains(t, err, "got a present after 3 months")
	_, err = m.Present(ctx, nil, 10, cogap.Options{})
	require.ErrorContains(t, err, "within the run's 10")
	_, err = cogap.SavedPresent(ctx, filepath.Join(dir, "none"), nil)
	require.Error(t, err)
}
