package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
)

// A dialect is the way in which a table is written as text.
type dialect struct {
	separator rune
	comma     bool // numbers have a decimal comma
}

// separators are those that are tried, the likeliest first.
var separators = []rune{',', ';', '\t', '|'}

var separatorNames = map[rune]string{',': "commas", ';': "semicolons", '\t': "tabs", '|': "vertical bars"}

// sampleRecords is how many rows show the dialect.
const sampleRecords = 200

// A sampled separator is what the first rows are if they are parted by it.
type sampled struct {
	separator rune
	records   [][]string // the header first
	known     int        // how many of the columns asked for the header has
	even      bool       // all rows have as many cells
}

// sampleBy parts the first bytes of a file, which end with it if whole.
func sampleBy(separator rune, first []byte, whole bool, asked []string) sampled {
	s := sampled{separator: separator, even: true}
	if end := bytes.LastIndexByte(first, '\n'); !whole && end >= 0 {
		first = first[:end+1]
	}
	r := csv.NewReader(bytes.NewReader(first))
	r.Comma, r.FieldsPerRecord = separator, -1
	for len(s.records) < sampleRecords {
		record, err := r.Read()
		if err != nil {
			s.even = s.even && (errors.Is(err, io.EOF) || !whole)
			break
		}
		s.records = append(s.records, record)
		s.even = s.even && len(record) == len(s.records[0])
	}
	if len(s.records) > 0 {
		header := trimmed(s.records[0])
		for _, name := range asked {
			if slices.Contains(header, name) {
				s.known++
			}
		}
	}
	return s
}

func trimmed(cells []string) []string {
	list := make([]string, len(cells))
	for i, c := range cells {
		list[i] = strings.TrimSpace(c)
	}
	return list
}

// findSeparator returns what the first rows are by the separator that fits best: one by which the header has the columns asked for, all
// rows are of one length, and there are most cells.
func findSeparator(first []byte, whole bool, asked []string) sampled {
	var all []sampled
	for _, separator := range separators {
		all = append(all, sampleBy(separator, first, whole, asked))
	}
	return slices.MaxFunc(all, func(a, b sampled) int {
		return cmp.Or(cmp.Compare(a.known, b.known), boolCompare(a.even, b.even), cmp.Compare(a.width(), b.width()))
	})
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func (s *sampled) width() int {
	if len(s.records) == 0 {
		return 0
	}
	return len(s.records[0])
}

var (
	// withComma is a number that nobody would write if a comma parted thousands: 1,5 or 1.234,567 or 0,123 or 1234,567.
	withComma = regexp.MustCompile(`^[-+]?(\d*,\d{1,2}|\d*,\d{4,}|\d{1,3}(\.\d{3})+,\d+|0,\d+|\d{4,},\d+)$`)
	// withPoint is one that nobody would write if a comma were decimal.
	withPoint = regexp.MustCompile(`^[-+]?(\d*\.\d{1,2}|\d*\.\d{4,}|\d{1,3}(,\d{3})+\.\d+|0\.\d+|\d{4,}\.\d+)([eE][-+]?\d+)?$`)
)

// decimalComma reports whether the cells of some columns leave no doubt that numbers have a decimal comma.
func (s *sampled) decimalComma(columns []int) bool {
	commas := 0
	for _, record := range s.records[1:] {
		for _, c := range columns {
			if c >= len(record) {
				continue
			}
			cell := strings.TrimSpace(record[c])
			switch {
			case withPoint.MatchString(cell):
				return false
			case withComma.MatchString(cell):
				commas++
			}
		}
	}
	return commas > 0
}

// suspects are numbers that files often write in the place of one that is missing.
var suspects = regexp.MustCompile(`^-9+(\.0+)?$`)

// suspect returns a number below 0 that may stand for what is missing: the only one in a column, at least twice in the first rows.
func (s *sampled) suspect(columns []int) string {
	for _, c := range columns {
		times, code := 0, ""
		for _, record := range s.records[1:] {
			if c >= len(record) {
				continue
			}
			cell := strings.TrimSpace(record[c])
			switch {
			case !strings.HasPrefix(cell, "-"):
			case code == "" && suspects.MatchString(cell), cell == code && code != "":
				code = cell
				times++
			default:
				times = -sampleRecords // a column in which numbers are below 0
			}
		}
		if times > 1 {
			return code
		}
	}
	return ""
}
