package report

import "slices"

// Sure says how sure the numbers of a run are, from other runs of its scenario: with other parameters that fit about as well, and with other luck.
type Sure struct {
	Note  string               // how many runs there are, and how to read the bands
	Over  map[string]BandsOver // by the measure that a chart draws, such as sota_share
	Heads []string             // of a table of the numbers that matter most, each with its bands
	Rows  [][]string
}

// BandsOver are the bands of a measure over months, such as 2026-01: their ends are one for each.
type BandsOver struct {
	Months []string
	Bands  []Band
}

// addTo draws the bands behind the lines of a chart over months.
func (s *Sure) addTo(c *Chart) {
	if c.X.Unit != Month || c.Stacked {
		return
	}
	for _, l := range c.Lines {
		over := s.Over[l.measure]
		for _, b := range over.Bands {
			c.Bands = append(c.Bands, Band{Name: b.Name, Color: b.Color, Lo: over.in(c.Names, b.Lo), Hi: over.in(c.Names, b.Hi)})
		}
	}
	if len(c.Bands) > 0 {
		c.Note += " Behind it are 90% bands: see “How sure are these numbers?”."
	}
}

// in returns the values of some months; those that are not known are not defined.
func (o *BandsOver) in(months []string, of Values) Values {
	list := undefined(len(months))
	for i, month := range months {
		if k := slices.Index(o.Months, month); k >= 0 {
			list[i] = of[k]
		}
	}
	return list
}
