// Package csvtext writes texts of other people into CSV files that may be opened in a spreadsheet.
package csvtext

import (
	"strconv"
	"strings"
)

// Cell returns a text as a cell of a CSV file: with an apostrophe before it if a spreadsheet would run it as a formula,
// else as it is. Spreadsheets show a cell that starts with an apostrophe as text.
//
// A text is taken for a formula if it starts with = + - @ or their full-width forms, perhaps after spaces, or with a tab or
// carriage return; unless it is a number, such as -5. Every text that people write into a table has to pass through here.
//
// Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection (read 2026).
func Cell(text string) string {
	if !strings.ContainsAny(firstOf(text), "=+-@\t\r\n＝＋－＠") {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// firstOf returns the first letter of a text after spaces, or "" if there is none.
func firstOf(text string) string {
	for _, letter := range strings.TrimLeft(text, " \u00a0") {
		return string(letter)
	}
	return ""
}
