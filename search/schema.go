package search

import (
	js "github.com/cogap/cogap/internal/jsonschema"
	"github.com/cogap/cogap/study"
)

// Schema returns the JSON Schema (draft 2020-12) of search files, for editors to complete and check them; encode it as JSON. It is that of studies
// (study.Schema) with goals and limits in place of what a search does not have, and leaves as much to Read.
func Schema() map[string]any {
	file := study.Schema()
	fields := file["properties"].(js.Node)
	for _, name := range notRead {
		delete(fields, name)
	}
	texts := func() js.Node { return js.AnyOf(js.Text(), js.ListOf(js.Text())) }
	fields["minimise"] = texts().Means("what is to be small: public_money@last, or several measures for their front")
	fields["maximise"] = texts().Means("what is to be large: revenue@last, or several measures for their front")
	fields["subject_to"] = texts().Means("what a solution must keep: sota_share@last >= 0.17")
	fields["points"] = js.Whole(leastPoints).Means("points of a generation")
	fields["tries"] = js.Whole(1).Means("points in all")
	fields["confirm"] = js.Whole(1).Means("replicates with other luck of what is found")
	file["title"] = "cogap search"
	return js.Node(file).Means("A search looks for the values of parameters that make goals best, within limits.")
}

// notRead are the fields of a study that a search does not have.
var notRead = []string{"design", "luck", "until", "measures", "series"}
