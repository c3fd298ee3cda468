package report

import (
	"strconv"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
)

// units prints a price such as 100u.
func units(price float64) string {
	if price >= market.Withdrawn {
		return "not on sale"
	}
	return strconv.FormatFloat(roundTo(price, 4), 'f', -1, 64) + "u"
}

// DataSource names the data that a result's people were made from.
func DataSource(r *cogap.Result) string {
	switch source := r.Manifest.Scenario.Population.Source; source {
	case "us-workforce-2021":
		return "People: BLS Occupational Employment and Wage Statistics, May 2021; exposure: Eloundou et al. (2023); O*NET (CC BY 4.0)."
	case "world":
		return "People: World Bank, Poverty and Inequality Platform (2022), via Our World in Data (CC BY 4.0); exposure: IMF (2024), Eloundou et al. (2023)."
	default:
		return "People: strata of the scenario's own."
	}
}
