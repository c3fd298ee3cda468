package engine

import (
	"fmt"
	"slices"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/market"
)

// History is what the first months of a model showed to people.
type History struct {
	model  *Model
	months []pastMonth
}

// pastMonth is one month.
type pastMonth struct {
	shown *agent.Month          // but for what strata differ in
	local []agent.Local         // [stratum]
	terms []*market.StratumMenu // [stratum], or one for all if they are alike
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
	terms := make([]*market.StratumMenu, len(seen.months))
	for g := range terms {
		terms[g] = seen.months[g].Terms
	}
	h.months = append(h.months, pastMonth{agent.NewMonth(shown), slices.Clone(seen.local), terms})
}

// Months returns how many months the history has.
func (h *History) Months() int { return len(h.months) }

// First returns the history of the first months of this one.
func (h *History) First(months int) *History { return &History{h.model, h.months[:months]} }

// Agrees returns an error that names the first difference between what a month of the history showed to people and what the same month of a model with
// the same strata shows; nil if there is none. What others did the month before is not compared: it follows from the rest.
func (h *History) Agrees(seen *Seen) error {
	was := &h.months[seen.Month]
	for i, o := range was.shown.Menu {
		if err := offeredAs(seen.Menu[i], o); err != nil {
			return err
		}
	}
	if is := &seen.model.spec.Behaviour; was.shown.Params != *is {
		return fmt.Errorf("%s differs", different("behaviour", &was.shown.Params, is))
	}
	for g := range max(len(was.terms), len(seen.months)) { // 1 if strata are alike in both
		if !was.terms[min(g, len(was.terms)-1)].Equal(seen.Terms(g)) {
			return fmt.Errorf("policies treat %s otherwise", h.model.strata[g].Name)
		}
	}
	for g := range was.local {
		if is, was := seen.Gain(g), was.local[g].Gain; is != was {
			return fmt.Errorf("the models' gain in %s is %v, and was %v", h.model.strata[g].Name, is, was)
		}
	}
	return nil
}

// offeredAs returns an error that names the first difference between what an offer is and was.
func offeredAs(is, was market.Offer) error {
	if is.Name != was.Name {
		return fmt.Errorf("tier %s was called %s", is.Name, was.Name)
	}
	for _, x := range []struct {
		what    string
		is, was float64
	}{
		{"price", is.Price, was.Price}, {"quality", is.Quality, was.Quality}, {"quota", is.Quota, was.Quota}, {"admission", is.Admission, was.Admission},
	} {
		if x.is != x.was {
			return fmt.Errorf("the %s of tier %s is %v, and was %v", x.what, is.Name, x.is, x.was)
		}
	}
	return nil
}

// passWithout takes a worker's block, people who were just made, through the months as if nobody had access.
func (h *History) passWithout(k *worker) {
	for i := range h.months {
		k.month.Like(h.months[i].shown, h.months[i].local[k.block.Stratum])
		k.block.UpdateWithout(&k.month)
	}
}
