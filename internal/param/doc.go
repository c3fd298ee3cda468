// Package param lets a parameter be declared once, in the tags of the field that holds it:
//
//	// Rho is the relative risk aversion. Source: standard range of macroeconomics and household finance.
//	Rho float64 `json:"rho" unit:"1" range:"0,10"`
//
// From that one place come validation, tables of parameters, sweeps, sensitivity bounds and -set flags.
//
// What you want, and the call:
//
//	every problem of a scenario, each with its path     Check
//	a table of all parameters                           Fields
//	change or read one by name                          Set, Get
//	read a scenario from JSON, no name misspelt         Decode
//	an error that says which names there are            Unknown, Nearest
//	a test that nothing was left undeclared             Undeclared
//
// # Tags
//
//	json   the name; the path of a leaf joins the names: market.tiers[0].price.values[2]
//	unit   the unit that messages and tables show; "1" is a pure number
//	range  "lo,hi", both ends included; an empty end is unbounded; "(lo" or "hi)" leaves that end out
//
// The tags of a slice, array or map hold for each of its elements. The unit or range "^" means that of the field
// that holds the struct, so that one type can serve for a path of prices here and of shares there.
//
// Values are plain data: structs, pointers, slices, arrays, maps with string or integer keys, numbers, strings and
// booleans, without cycles. Unexported fields and those named "-" are left alone.
package param
