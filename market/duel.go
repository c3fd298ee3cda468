package market

import (
	"fmt"
	"math"

	"github.com/cogap/cogap/internal/param"
)

// Rival is one of two sellers who set prices in turn.
type Rival struct {
	Value    float64 `json:"value" unit:"SOTA" range:"0,"`      // quality times quota; who is ready to pay r for SOTA is ready to pay Value*r
	Cost     float64 `json:"cost" unit:"u/month" range:"0,"`    // for each customer
	Price    float64 `json:"price" unit:"u/month" range:"0,"`   // that it starts from
	Capacity float64 `json:"capacity" unit:"people" range:"0,"` // that it can serve; 1e18 is no limit
}

// split returns how many customers two sellers serve at their prices.
//
// Everybody takes the one with the larger surplus Value*r - Price, or nobody's if both are negative; the cheaper one if the values
// are equal, half each if prices are too. If a seller is full, it serves those with the highest r and the others may
// take the other one (efficient rationing).
func (c *Curve) split(a, b Rival) (na, nb float64) {
	if a.Value == b.Value && a.Price == b.Price {
		n := c.accepting(a)
		na = min(a.Capacity, max(n/2, n-b.Capacity))
		return na, min(b.Capacity, n-na)
	}
	if a.Value < b.Value || a.Value == b.Value && a.Price > b.Price {
		nb, na = c.split(b, a)
		return na, nb
	}
	// a comes first: with the highest r, who value quality most, or for everybody
	fans := c.accepting(a)
	if a.Value > b.Value {
		fans = min(fans, c.Customers((a.Price-b.Price)/(a.Value-b.Value)))
	}
	na = min(a.Capacity, fans)
	nb = min(b.Capacity, max(0, c.accepting(b)-na))
	if na == fans { // who found b full
		na = min(a.Capacity, max(na, c.accepting(a)-nb))
	}
	return na, nb
}

// accepting returns how many people would rather take the seller's offer than none.
func (c *Curve) accepting(r Rival) float64 {
	if r.Value == 0 {
		if r.Price > 0 {
			return 0
		}
		return c.above[0]
	}
	return c.Customers(r.Price / r.Value)
}

// answer returns the price, of the n+1 given by the grid, at which a seller earns most against another's price. It stays
// at its own price if none earns more; of other equals it takes the lowest.
func (c *Curve) answer(self, other Rival, n int, grid func(i int) float64) float64 {
	earn := func(price float64) float64 {
		self.Price = price
		served, _ := c.split(self, other)
		gets := price
		if c.kept != nil && self.Value > 0 {
			gets = float64(price * c.keeps(price/self.Value)) // as if the rival's customers were like the seller's own
		}
		return float64((gets - self.Cost) * served)
	}
	best := self.Price
	most := earn(best)
	for i := range n + 1 {
		price := grid(i)
		if profit := earn(price); profit > most {
			best, most = price, profit
		}
	}
	return best
}

// Outcome says how a price war ends.
type Outcome string

// The kinds of Outcome.
const (
	Settled   Outcome = "fixed point" // neither gains by another price
	Cycling   Outcome = "cycle"       // the same prices come back for ever
	Undecided Outcome = "undecided"   // neither within the given number of turns
)

// War is a price war, turn by turn.
type War struct {
	Outcome Outcome      `json:"outcome"`
	Prices  [][2]float64 `json:"prices"` // [u/month] at the start and after each turn
	Period  int          `json:"period"` // of a cycle, in turns
}

// Last returns the prices that the war ended with.
func (w *War) Last() [2]float64 { return w.Prices[len(w.Prices)-1] }

// Duel lets two sellers set the most profitable price against the other's last one, in turn, a first, until a fixed point, a cycle or
// the given number of turns. Prices are the multiples of tick [u/month] up to top; starting prices may be any.
//
// A seller stays at its price unless another one earns more. Errors name the parameter that is out of range.
// Cost: turns * top/tick evaluations of the curve.
func Duel(c *Curve, a, b Rival, tick, top float64, turns int) (War, error) {
	const finest = 1 << 20
	n := math.Floor(top / tick)
	if !(tick > 0 && n >= 0 && n <= finest) {
		return War{}, fmt.Errorf("tick: got %g u/month up to %g, want > 0 and at most %d ticks: %w", tick, top, finest, param.ErrRange)
	}
	sellers := [2]Rival{a, b}
	if err := param.Check(struct {
		A Rival `json:"a"`
		B Rival `json:"b"`
	}{a, b}); err != nil {
		return War{}, err
	}
	grid := func(i int) float64 { return float64(float64(i) * tick) }
	war := War{Outcome: Undecided, Prices: [][2]float64{{a.Price, b.Price}}}
	seen := map[[2]float64]int{} // prices before a's turn, and which turn that was
	for turn := range turns {
		if turn%2 == 0 {
			before := war.Last()
			if first, again := seen[before]; again {
				if war.Outcome, war.Period = Cycling, turn-first; war.Period == 2 { // each had a turn and moved nothing
					war.Outcome, war.Period = Settled, 0
				}
				return war, nil
			}
			seen[before] = turn
		}
		mover := turn % 2
		sellers[mover].Price = c.answer(sellers[mover], sellers[1-mover], int(n), grid)
		war.Prices = append(war.Prices, [2]float64{sellers[0].Price, sellers[1].Price})
	}
	return war, nil
}
