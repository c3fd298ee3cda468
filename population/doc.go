// Package population says who the people are: groups of people with their incomes and their exposure to AI (strata),
// and, made from them, one agent after another in columns.
//
// A person is a pure function of (seed, stratum, index): it can be made without any other person, in any order, on
// any machine, and two scenarios with the same seed have the same people.
//
// What you want, and the call:
//
//	the built-in people                          USWorkforce2021, USHouseholds, World
//	people of your own                           ReadStrata, or Stratum literals; Template has a file to start from
//	what a scenario says about people            Spec, Default, DefaultWorld, Spec.Problems, Spec.Resolve
//	how many agents, chunks and bytes that takes NewLayout, Layout.Len, Layout.Bytes
//	columns for all of them, or for one chunk    New, NewChunk
//	their first state                            NewSynthesizer, Synthesizer.Fill
//	one person, readable, in float64             Synthesizer.Person
//
// 1u is one US dollar; incomes are in u/month.
package population
