package engine

import "sync"

// incomes remembers quantiles of strata, which take some microseconds each: months ask for the same ones.
type incomes struct {
	sync.Mutex
	known map[ofIncome]float64
}

type ofIncome struct {
	stratum int
	share   float64
}

// knowIncomes tells policies the incomes of strata, if one of them asks: employers who end seats when the price rises.
func (m *Model) knowIncomes() {
	asked := false
	for _, p := range m.spec.Market.Policies {
		asked = asked || p.Elasticity > 0
	}
	quantiles := &incomes{known: map[ofIncome]float64{}}
	for g := range m.facts {
		m.facts[g].Income = nil // of the model that this one is made of
		if !asked {
			continue
		}
		m.facts[g].Income = func(share float64, month int) float64 {
			return quantiles.of(m, g, share) * m.grown(month)
		}
	}
}

// of returns the income below which a share of a stratum's people is before the first month.
func (q *incomes) of(m *Model, g int, share float64) float64 {
	q.Lock()
	defer q.Unlock()
	key := ofIncome{g, share}
	income, ok := q.known[key]
	if !ok {
		income = m.spec.Population.IncomeQuantile(m.strata[g:g+1], share)
		q.known[key] = income
	}
	return income
}

// grown is by which factor everybody's income has grown before a month.
func (m *Model) grown(month int) float64 {
	factor := 1.0
	for range month {
		factor *= 1 + m.spec.Behaviour.IncomeGrowth
	}
	return factor
}
