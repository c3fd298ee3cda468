// Package studies turns results of package study into something to look at.
//
// What you want, and the call:
//
//	a page in one file        [WritePage]
//	its charts as data        [Charts]
//	two scenarios, person by person  [WritePersons], [PersonsTable], [WritePageBeside]
//	every number as tables    [Tables], adapters/parquet
//
// The numbers are those of package study: this package chooses, lays out and draws them.
package studies
