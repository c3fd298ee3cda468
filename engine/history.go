package engine

import (
	"slices"

	"github.com/cogap/cogap/agent"
)

// History is what the first months of a model showed to people, as far as it changes those who have no access.
type History struct {
	model  *Model
	months []pastMonth
}

// pastMonth is one month. What policies make of a menu does not matter to those who take nothing.
type pastMonth struct {
	shown *agent.Month  // but for what strata differ in
	local []agent.Local // [stratum]
}

// Add adds the next month. It panics if it is another, or what another model shows.
func (h *History) Add(seen *Seen) {
	if len(h.months) == 0 {
		h.model = seen.model
	}
	if seen.Month != len(h.months) || seen.model != h.model {
		panic("engine: a history of other months")
	}
	shown := seen.months[0] // of any stratum
	shown.Terms = nil
	h.months = append(h.months, pastMonth{agent.NewMonth(shown), slices.Clone(seen.local)})
}

// Months returns how many months the history has.
func (h *History) Months() int { return len(h.months) }

// First returns the history of the first months of this one.
func (h *History) First(months int) *History { return &History{h.model, h.months[:months]} }

// passWithout takes a worker's block, people who were just made, through the months as if nobody had access.
func (h *History) passWithout(k *worker) {
	for i := range h.months {
		k.month.Like(h.months[i].shown, h.months[i].local[k.block.Stratum])
		k.block.UpdateWithout(&k.month)
	}
}
