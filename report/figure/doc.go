// Package figure draws results as pictures: PNG, SVG or PDF, with titles, units, legends and, below, what was run.
//
// What you want, and the call:
//
//	the charts of a result, as PNG or SVG       [Write], of each of report.Charts
//	what stands below a picture                 [SourceOf]
//	a measure of several runs, month by month   [Lines]
//	named quantities beside each other          [Bars]
//
// It is a package of its own because fonts make programs that import it 8 MB larger.
package figure
