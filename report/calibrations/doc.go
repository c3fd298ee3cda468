// Package calibrations turns a result of package calibrate into a page to look at: [WritePage].
//
// The numbers are those of package calibrate: this package chooses, lays out and draws them.
package calibrations
