// Package scenario reads and writes scenarios as files, holds the built-in ones and says what every parameter means.
//
// A file is YAML (JSON reads too) and changes what it mentions of its base, which is a built-in scenario or any file:
//
//	# People who capture more of what they make, and a steeper ladder.
//	base: essay
//	name: steeper
//	months: 24
//	behaviour:
//	  captured_share: 0.8
//	market:
//	  tiers:
//	    - name: SOTA
//	      price: {kind: steps, months: [0, 12], values: [100, 500]}
//
// What you want, and the call:
//
//	a built-in scenario                         Load, Names, Summary
//	a file                                      Read, ReadFile
//	a file, changed before it is checked        Open, Parse, File.Set, File.Model
//	a file of a scenario, every number in it    Write
//	a file to start from, comments kept         Init
//	every parameter, its unit, range, source    Describe
//	what an editor needs to complete and check  Schema
//
// Everything comes from the declarations of the parameters in the code: names, units and ranges from the tags of the
// fields, meanings and sources from their doc comments.
package scenario
