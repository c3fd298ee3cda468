package study_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/study"
)

// TestFactorNames: factors of which one would be lost, and names that tables have already, are refused with their lines.
func TestFactorNames(t *testing.T) {
	for factors, want := range map[string]string{
		"market.tiers[0].price.values[2]: [1, 2]\n  market.tiers[0].price: [3, 4]": "x:3:3: factors.market.tiers[0].price: got market.tiers[0].price, which holds market.tiers[0].price.values[2]",
		"market.tiers[0].price: [3, 4]\n  market.tiers[0].price.values[2]: [1, 2]": "which is part of market.tiers[0].price, which is varied too",
		"'market.tiers[00].price': [3, 4]\n  market.tiers[0].price: [1, 2]":        "x:3:3: factors.market.tiers[0].price: got market.tiers[0].price a second time",
		"seed: [1, 2]":                                                                 "x:2:3: factors.seed: got seed, which the study sets in every run",
		"months: {values: [3, 4], name: job}":                                          "x:2:3: factors.job: got the name job, which another column",
		"months: {values: [3, 4], name: digest}":                                       "got the name digest",
		"months: {values: [3, 4], name: q05}":                                          "got the name q05",
		"months: {values: [3, 4], name: price}":                                        "got the name price, which is that of a measure",
		"months: {values: [3, 4], name: sota_gap@2026-05}":                             "got the name sota_gap@2026-05, which is that of a measure",
		"months: {values: [3, 4], name: \"a\\nb\"}":                                    "want letters without line breaks",
		"months: {values: [3, 4], name: \"a\\0b\"}":                                    "want letters without line breaks",
		"months: {values: [3, 4]}\n  start.year: {values: [2026, 2027], name: months}": "got months a second time",
	} {
		_, err := study.Read(strings.NewReader("factors:\n  "+factors+"\nmeasures: [price]\nseries: [sota_gap]\n"), "x", "")
		require.ErrorContains(t, err, want, factors)
	}
	p := prices()
	p.Factors[1] = study.Factor{Name: "again", Path: p.Factors[0].Path, Values: study.Numbers(1)}
	_, err := study.New(p)
	require.ErrorContains(t, err, "factors[1]: got market.tiers[1].price.values[1] a second time")
	require.NoError(t, study.Clash("market.tiers[1]", "market.tiers[10].price"))
}

// TestPublishedBeside: a parameter that a study varies itself, whole or in part, is left out of the published ones.
func TestPublishedBeside(t *testing.T) {
	p, err := study.Read(strings.NewReader("factors:\n  market.frontier.coding: ['{midpoint: 1}']\n  published: true\ndesign: {kind: halton, points: 2}\nmeasures: [price]\n"), "x", "")
	require.NoError(t, err)
	for _, f := range p.Factors[1:] {
		require.False(t, strings.HasPrefix(f.Path, "market.frontier.coding."), f.Path)
	}
	require.Len(t, p.Factors, 1+len(study.Published(p.Base))-3)
}
