package studies

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/param"
	"github.com/cogap/cogap/study"
)

// wordsOf are the factors of a study in words, by their columns: price of SOTA from month 24. One that its writer named keeps that name, and
// one keeps its path whose words would be those of another.
func wordsOf(r *study.Result) map[string]string {
	words, columns := map[string]string{}, map[string][]string{} // columns by words
	for i := range r.Plan.Factors {
		f := &r.Plan.Factors[i]
		text := worded(&r.Plan.Base, f)
		words[f.Column()] = text
		columns[text] = append(columns[text], f.Column())
	}
	for _, same := range columns {
		for _, column := range same {
			if len(same) > 1 {
				words[column] = column
			}
		}
	}
	return words
}

var (
	element = regexp.MustCompile(`^market\.(?:tiers|providers|policies)\[\d+\]`) // of a list whose elements have names
	ofTime  = regexp.MustCompile(`^(.+)\.(values|months)\[(\d+)\]$`)             // a part of a quantity over time
	endings = strings.NewReplacer("_", " ", ".", ", ", "[", " ", "]", "")        // of a path, as words
)

// worded says in words which parameter a factor is.
func worded(s *cogap.Scenario, f *study.Factor) string {
	if f.Name != "" || f.Path == "" {
		return f.Column()
	}
	values := map[string]any{}
	for _, v := range param.Fields(s) {
		values[v.Path] = v.Value
	}
	path, when := f.Path, ""
	if part := ofTime.FindStringSubmatch(path); part != nil {
		path, when = part[1], timeOf(values, part[1], part[2], part[3])
	}
	if whole := element.FindString(path); whole != "" && whole != path {
		return endings.Replace(path[len(whole)+1:]) + fmt.Sprintf(" of %v", values[whole+".name"]) + when
	}
	_, field, _ := strings.Cut(path, ".")
	if field == "" {
		field = path
	}
	return endings.Replace(field) + when
}

// timeOf says which part of a quantity over time a number is.
func timeOf(values map[string]any, path, part, place string) string {
	month, changes := values[path+".months["+place+"]"]
	switch {
	case part == "months":
		return ", month of its value " + place
	case changes && values[path+".kind"] != nil:
		return fmt.Sprintf(" from month %v", month)
	case place == "0":
		return ""
	}
	return ", value " + place
}
