package calibrate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/calibrate"
	"github.com/cogap/cogap/study"
)

// TestClash: a parameter that sets what another one sets, in whole or in part, is refused.
func TestClash(t *testing.T) {
	p := plan(t)
	p.Parameters = append(p.Parameters,
		calibrate.Parameter{Name: "again", Paths: []string{p.Parameters[0].Paths[0]}, From: 0.1, To: 0.2, Times: true},
		calibrate.Parameter{Name: "whole", Paths: []string{"market.tiers[0].price"}, From: 10, To: 20, Scale: study.Log},
		calibrate.Parameter{Name: "part", Paths: []string{"market.tiers[0].price.values[0]"}, From: 10, To: 20})
	_, err := calibrate.New(p)
	require.ErrorContains(t, err, "parameters[3]: got behaviour.captured_share a second time")
	require.ErrorContains(t, err, "parameters[5]: got market.tiers[0].price.values[0], which is part of market.tiers[0].price")
}
