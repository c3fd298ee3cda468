// Package report turns results into something to look at.
//
// What you want, and the call:
//
//	a text to read                                  [WriteText]
//	every number as tidy tables                     [Tables], [WriteCSV], adapters/parquet
//	every number as JSON                            [WriteJSON]
//	what the columns of the tables mean             [Schemas], [WriteColumns], docs/columns.md
//	pictures as data, to be drawn as you like       [Charts]; package figure draws them
//	a page in one file                              [WritePage]
//	two results beside each other                   [Comparable], [Compare]
//	the numbers by which runs are told apart        [Figures]
//
// The numbers themselves are those of package measure: this package chooses, lays out and prints them.
package report
