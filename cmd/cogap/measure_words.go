package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longestShown is how many letters of a text from a file are shown.
const longestShown = 60

// quoted returns a text from a file between quotation marks, so that it says nothing to a terminal, and not too long.
func quoted(text string) string {
	short := fmt.Sprintf("%.*q", longestShown, text)
	if utf8.RuneCountInString(text) > longestShown {
		short += "..."
	}
	return short
}

// calm returns a text without what a terminal would take for a command.
func calm(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return !strconv.IsPrint(r) }) && utf8.ValidString(text) {
		return text
	}
	inside := strconv.Quote(text)
	return strings.ReplaceAll(inside[1:len(inside)-1], `\"`, `"`)
}

// shown returns a text from a file as it is if a terminal can show it in short, else quoted.
func shown(text string) string {
	if text == "" || utf8.RuneCountInString(text) > longestShown || calm(text) != text {
		return quoted(text)
	}
	return text
}

// listed returns some names as a list.
func listed(names []string) string {
	const most = 20
	var list []string
	for i, name := range names {
		if i == most {
			list = append(list, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		list = append(list, shown(name))
	}
	return strings.Join(list, ", ")
}
