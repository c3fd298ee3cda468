package inequality

import "math"

// The measures of one variable, by what they do when x is multiplied or shifted.
type kind int

const (
	relative kind = iota // no unit, does not change with the unit of x
	amount               // in the unit of x
	absolute             // in the unit of x, does not change with a constant added to x
)

// scalar is a measure of one variable for tests that run over all of them.
type scalar struct {
	kind       kind
	inequality bool // 0 when all are equal
	rowwise    bool // depends on which rows there are, not only on their weights
	of         func(d *Distribution) float64
}

// valid drops the error of a measure with a good parameter.
func valid(v float64, err error) float64 {
	if err != nil {
		panic(err)
	}
	return v
}

// scalars are all measures of one variable, at a typical parameter.
var scalars = map[string]scalar{
	"mean":           {kind: amount, of: (*Distribution).Mean},
	"min":            {kind: amount, of: (*Distribution).Min},
	"max":            {kind: amount, of: (*Distribution).Max},
	"median":         {kind: amount, of: (*Distribution).Median},
	"q1":             {kind: amount, of: func(d *Distribution) float64 { return valid(d.Quantile(0.3, InverseCDF)) }},
	"gini":           {inequality: true, of: (*Distribution).Gini},
	"gini abs":       {kind: absolute, inequality: true, of: (*Distribution).AbsoluteGini},
	"gini corrected": {inequality: true, rowwise: true, of: (*Distribution).GiniCorrected},
	"gini rsv":       {inequality: true, of: (*Distribution).GiniNormalized},
	"sgini 1.5":      {inequality: true, of: func(d *Distribution) float64 { return valid(d.SGini(1.5)) }},
	"sgini 4":        {inequality: true, of: func(d *Distribution) float64 { return valid(d.SGini(4)) }},
	"bonferroni":     {inequality: true, of: (*Distribution).Bonferroni},
	"zenga":          {inequality: true, of: (*Distribution).Zenga},
	"theil t":        {inequality: true, of: (*Distribution).TheilT},
	"theil l":        {inequality: true, of: (*Distribution).TheilL},
	"ge -1":          {inequality: true, of: func(d *Distribution) float64 { return valid(d.GE(-1)) }},
	"ge 0.5":         {inequality: true, of: func(d *Distribution) float64 { return valid(d.GE(0.5)) }},
	"ge 3":           {inequality: true, of: func(d *Distribution) float64 { return valid(d.GE(3)) }},
	"atkinson 0.5":   {inequality: true, of: func(d *Distribution) float64 { return valid(d.Atkinson(0.5)) }},
	"atkinson 1":     {inequality: true, of: func(d *Distribution) float64 { return valid(d.Atkinson(1)) }},
	"atkinson 2":     {inequality: true, of: func(d *Distribution) float64 { return valid(d.Atkinson(2)) }},
	"ede 0.5":        {kind: amount, of: func(d *Distribution) float64 { return valid(d.EDE(0.5)) }},
	"hoover":         {inequality: true, of: (*Distribution).Hoover},
	"cv":             {inequality: true, of: (*Distribution).CV},
	"sd":             {kind: absolute, inequality: true, of: (*Distribution).StdDev},
	"sd logs":        {inequality: true, of: (*Distribution).SDLogs},
	"palma":          {of: (*Distribution).Palma},
	"s80s20":         {of: (*Distribution).S80S20},
	"lorenz 0.3":     {of: func(d *Distribution) float64 { return valid(d.Lorenz(0.3)) }},
	"gl 0.3":         {kind: amount, of: func(d *Distribution) float64 { return valid(d.GeneralizedLorenz(0.3)) }},
	"top 0.1":        {of: func(d *Distribution) float64 { return valid(d.TopShare(0.1)) }},
	"bottom 0.5":     {of: func(d *Distribution) float64 { return valid(d.BottomShare(0.5)) }},
	"p90/p10":        {of: func(d *Distribution) float64 { return valid(d.QuantileRatio(0.9, 0.1, AveragedInverseCDF)) }},
	"wolfson":        {inequality: true, of: (*Distribution).Wolfson},
	"der 0.5":        {inequality: true, of: func(d *Distribution) float64 { return valid(d.DER(0.5, 0.2)) }},
	"q rank":         {kind: amount, of: func(d *Distribution) float64 { return valid(d.RankQuantile(0.4)) }},
	"q mid-rank":     {kind: amount, of: func(d *Distribution) float64 { return valid(d.MidRankQuantile(0.5)) }},
	"j divergence":   {inequality: true, of: (*Distribution).JDivergence},
	"mehran":         {inequality: true, of: (*Distribution).Mehran},
	"piesch":         {inequality: true, of: (*Distribution).Piesch},
	"kakwani":        {inequality: true, of: (*Distribution).Kakwani},
	"line":           {kind: amount, of: func(d *Distribution) float64 { return valid(d.RelativeLine(0.6, 0.5)) }},
	"arpr":           {of: (*Distribution).AtRiskOfPoverty},
	"rmpg":           {of: func(d *Distribution) float64 { return valid(d.RelativeMedianGap(0.9, 0.5)) }},
	"relative fgt":   {of: func(d *Distribution) float64 { return valid(d.RelativeFGT(1, 0.9, 0.5)) }},
	"qsr":            {of: (*Distribution).QuintileShareRatio},
	"tenth":          {of: func(d *Distribution) float64 { return shareRow(d, 7).Share }},
	"tenth's mean":   {kind: amount, of: func(d *Distribution) float64 { return shareRow(d, 7).Mean }},
	"lorenz se":      {rowwise: true, of: func(d *Distribution) float64 { return valid(d.LorenzSE(0.4)) }},
	"mehran se":      {rowwise: true, inequality: true, of: (*Distribution).MehranSE},
	"bonferroni se":  {rowwise: true, inequality: true, of: (*Distribution).BonferroniSE},
	"j se":           {rowwise: true, inequality: true, of: (*Distribution).JDivergenceSE},
	"kakwani se":     {rowwise: true, inequality: true, of: (*Distribution).KakwaniSE},
	"hoover se":      {rowwise: true, inequality: true, of: (*Distribution).HooverSE},
	"cv se":          {rowwise: true, inequality: true, of: (*Distribution).CVSE},
	"gini abs se":    {kind: absolute, inequality: true, rowwise: true, of: (*Distribution).AbsoluteGiniSE},
	"mean se":        {kind: absolute, inequality: true, rowwise: true, of: (*Distribution).MeanSE},
	"gini se":        {inequality: true, rowwise: true, of: (*Distribution).GiniSE},
	"ge 0 se":        {inequality: true, rowwise: true, of: func(d *Distribution) float64 { return valid(d.GESE(0)) }},
	"atkinson se":    {inequality: true, rowwise: true, of: func(d *Distribution) float64 { return valid(d.AtkinsonSE(1)) }},
}

func shareRow(d *Distribution, i int) ShareRow {
	rows, err := d.ShareTable(10)
	if err != nil {
		panic(err)
	}
	return rows[i]
}

// isClose compares with a relative tolerance, and NaN and infinities as such.
func isClose(a, b, tolerance float64) bool {
	if math.IsNaN(a) || math.IsNaN(b) {
		return math.IsNaN(a) && math.IsNaN(b)
	}
	if a == b {
		return true
	}
	return math.Abs(a-b) <= tolerance*max(math.Abs(a), math.Abs(b))
}
