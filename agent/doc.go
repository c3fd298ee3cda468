// Package agent is how a person behaves in one month: values what AI brings, compares it with what it can spend,
// takes a tier or stays out, learns, gets used to it, earns.
//
// Person is the definition: one person in readable float64 code, in the order of the model (docs/model.md, "One
// month"). Block is the same rule for a chunk of people in float32 columns, the hot loop; tests hold it to Person.
// A Behaviour replaces the rule: it is given a Block at a time, so the call costs nothing per person. PerPerson
// turns a rule written on one Person into a Behaviour, some ten times slower.
//
// What a person reads from others is last month's averages of its stratum, and they are in Month; so all people of a
// month can be updated at once and in any order.
package agent
