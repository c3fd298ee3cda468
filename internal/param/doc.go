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
//	go through a value, or find a place by its path     PlaceOf, Place.Parts, Place.Find
//	go through a type                                   ShapeOf, Shape.Fields
//	read a number as everybody does                     ParseNumber, ParseInt, ParseUint, SetText
//	an error that says which names there are            Unknown, UnknownName, Nearest
//	a test that nothing was left undeclared             Undeclared
//
// # Tags
//
//	json   the name; the path of a leaf joins the names: market.tiers[0].price.values[2]
//	unit   the unit that messages and tables show; "1" is a pure number
//	range  "lo,hi", both ends included; an empty end is unbounded; "(lo" or "hi)" leaves that end out
//	limit  the most elements of a list, or bytes of a text; 2000 without it
//
// The tags of a slice or an array hold for each of its elements, but for the limit. The unit or range "^" means that of the
// field that holds the struct, so that one type can serve for a series of prices here and of shares there. The elements
// of an array that has a method Names() []string have these names in paths and files: direct.coding.
//
// Values are plain data: structs, pointers, slices, arrays, numbers, strings and booleans, without cycles. Unexported fields
// and those named "-" are left alone.
package param
