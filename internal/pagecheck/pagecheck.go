// Package pagecheck holds pages to what all of them promise, for tests: one file that asks for nothing, whose parts find each other.
package pagecheck

import (
	"encoding/xml"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	notMarkup = regexp.MustCompile(`(?s)(<(script|style)[^>]*>).*?(</(?:script|style)>)`)
	tag       = regexp.MustCompile(`(?s)<[^>]*>`)
)

// Markup returns a page without its scripts and styles.
func Markup(page string) string { return notMarkup.ReplaceAllString(page, "") }

// Text returns the text that a reader sees.
func Text(page string) string {
	page = strings.ReplaceAll(page, "<wbr>", "") // where a word may be broken
	text := tag.ReplaceAllString(Markup(page), " ")
	return html.UnescapeString(strings.Join(strings.Fields(text), " "))
}

// Each visits the elements of a page, which must all be closed.
func Each(t testing.TB, page string, visit func(xml.StartElement)) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(notMarkup.ReplaceAllString(page, "$1$3")))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	open := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			require.Zero(t, open)
			return
		}
		require.NoError(t, err)
		switch e := token.(type) {
		case xml.StartElement:
			open++
			visit(e)
		case xml.EndElement:
			open--
		}
	}
}

// Sound requires that each id stands once and what refers to one finds it, that nothing is loaded or linked from elsewhere, that no
// attribute has a script or a style, and that every number is one. It returns the ids.
func Sound(t testing.TB, page string) (ids map[string]bool) {
	t.Helper()
	require.True(t, strings.HasPrefix(page, "<!DOCTYPE html>\n<html lang=\"en\">"))
	require.False(t, strings.Contains(Text(page), "NaN"))
	require.False(t, strings.Contains(page, "ZgotmplZ"), "what the template refuses to show")
	ids, refs := map[string]bool{}, []string{}
	Each(t, page, func(e xml.StartElement) {
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "id":
				require.False(t, ids[a.Value], "id %q twice", a.Value)
				ids[a.Value] = true
			case "href":
				if a.Value != "data:," {
					require.True(t, strings.HasPrefix(a.Value, "#"), a.Value)
					refs = append(refs, a.Value[1:])
				}
			case "aria-labelledby", "aria-describedby":
				refs = append(refs, strings.Fields(a.Value)...)
			case "src", "srcset", "action", "style", "background":
				require.Fail(t, "attribute", "%s of %s", a.Name.Local, e.Name.Local)
			default:
				require.False(t, strings.HasPrefix(a.Name.Local, "on"), "%s of %s", a.Name.Local, e.Name.Local)
			}
		}
	})
	for _, ref := range refs {
		require.True(t, ids[ref], "nothing has the id %q", ref)
	}
	return ids
}
