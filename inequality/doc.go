// Package inequality measures inequality, polarisation, poverty, the gap between two groups,
// decompositions of these, and mobility. It is useful alone, on plain slices of values with
// optional weights.
//
// # What you want, and the call
//
// Build the sorted form once; every measure is a method of it:
//
//	d, err := inequality.New(x, w)        one variable; w nil: equal weights
//	c, err := inequality.NewConcentration(y, rank, w)   y ranked by another variable
//	g, err := inequality.GroupBy(x, w, label)           one variable, in groups
//	gap := inequality.Gap{A: g.Part(1), B: g.Part(0)}   two groups
//	m, err := inequality.NewMobility(y0, y1, w)         the same people at two dates
//	o, err := inequality.NewOaxacaBlinder(a, b)         two groups and their characteristics
//
// How unequal is it?
//
//	one number, 0 to 1                    d.Gini; in the unit of x: d.AbsoluteGini
//	for a small sample                    d.GiniCorrected, d.GiniCorrectedCounts
//	with negative values                  d.GiniNormalized beside d.Gini
//	weighing the bottom more              d.SGini, d.Mehran, d.Bonferroni, d.Zenga; the top: d.Piesch
//	one that splits by groups             d.TheilL, d.TheilT, d.GE, d.JDivergence; see g.GE
//	in terms of welfare                   d.Atkinson, d.EDE; in the unit of x: d.Kolm, d.KolmPollak
//	how much would have to move           d.Hoover
//	spread                                d.CV, d.SDLogs, d.StdDev, d.Variance
//	who has how much                      d.TopShare, d.BottomShare, d.Palma, d.S80S20, d.ShareTable
//	distances along the ladder            d.Quantile, d.QuantileRatio, d.Median, d.MidRankQuantile
//	the whole curve                       d.LorenzCurve, d.Lorenz, d.GeneralizedLorenz
//	its shape                             d.LorenzAsymmetry, d.Kakwani (its length)
//	how concentrated on few               d.Herfindahl, d.HannahKay, d.Rosenbluth, d.ConcentrationRatio
//	is one case worse by any measure      LorenzDominance, GeneralizedLorenzDominance
//	does the middle vanish                d.Wolfson, d.DER, g.EstebanRay
//	how deprived is this person           d.RelativeDeprivation
//	only a table of classes is known      GroupedGini, d.GroupedGini; more in package tabulated
//
// How many fall below a line, and how far?
//
//	headcount, gap, severity              d.FGT with alpha 0, 1, 2; by group g.FGT, g.Watts
//	and how unequal they are              d.Watts, d.Sen, d.SST, d.Chakravarty, d.KakwaniPoverty
//	others                                d.Thon, d.Takayama, d.Hagenaars
//	below a share of the median           d.AtRiskOfPoverty, d.RelativeLine, d.RelativeFGT, d.RelativeMedianGap
//	official ratios                       d.QuintileShareRatio, gap.PayGap, gap.MedianPayGap
//
// Does it go with income?
//
//	y ranked by income                    c.Index, c.Generalized, c.Extended, c.Curve
//	y has bounds, such as a score         c.Erreygers, c.Wagstaff; no upper one: c.Modified
//	both ends, or the bottom, count more  c.Symmetric, c.Extended; in the unit of y: c.GeneralizedSymmetric, c.GeneralizedExtended
//	level and concentration in one        c.Achievement
//	gap from bottom to top                c.SlopeIndex, c.RelativeSlopeIndex
//	does a payment or policy equalise     c.Kakwani, c.ReynoldsSmolensky, c.Reranking
//
// What is it due to?
//
//	groups                                g.GE (headline: alpha 0), g.Atkinson, g.Gini, g.GiniStratified
//	sources that add up                   Sources, ShapleyGini
//	determinants, of a concentration      DecomposeConcentration
//	characteristics and their worth       o.ThreeFold, o.TwoFold
//	the same, with standard errors        o.ThreeFoldLinearised, o.TwoFoldLinearised; dummies normalised: NewOaxacaBlinderNormalised
//	covariates, on a mean of logs         DecomposeFields
//	covariates, on the Gini or a quantile RegressRIF, of any estimate with a linearised variable; RIFGini, RIFQuantile
//
// What has changed?
//
//	along the ladder                      GrowthIncidence, ProPoorGrowth; the same people: NonAnonymousGrowth
//	groups, their sizes, their means      ChangeMLD
//	terms of a regression                 DecomposeFields of both dates, then Change
//
// How far apart are two groups?
//
//	on average                            gap.Mean, gap.MeanRatio, gap.MedianRatio
//	along the ladder                      gap.Quantile, gap.Wasserstein
//	how separated                         gap.CliffsDelta, gap.CohensD, gap.U3, gap.Overlap
//	anywhere                              gap.KolmogorovSmirnov, gap.EnergyDistance, gap.RelativeDensity
//
// Is it about categories or places?
//
//	ordered categories                    NewOrdinal, then AbulNagaYalcin, AllisonFoster, Apouey, Leti
//	groups over units such as schools     NewSegregation, then Dissimilarity, Isolation, MutualInformation, TheilH
//	places and their neighbours           GiniOfPlaces
//
// Does it lock in?
//
//	by classes                            m.Transition or NewTransition, then ShorrocksTrace, Bartholomew, Immobility
//	by ranks                              m.RankRankSlope, m.Spearman, m.KendallTauB, m.Gini
//	by amounts                            m.FieldsOk1996, m.FieldsOk1999, m.Elasticity, m.Rigidity
//
// How sure is it?
//
//	standard errors                       d.GiniSE, d.GESE, d.LorenzSE, d.FGTSE and others; c.IndexSE, gap.MeanSE
//	of a quantile                         d.QuantileInterval, of any type by d.QuantileShares
//	samples with strata, clusters         LinearisedGini and the like, then package survey
//	coefficients of a regression          Regress, then r.Classical, r.Robust, r.Clustered
//	without linearising                   Jackknife, Bootstrap (any measure), GiniJackknifeSE
//	in small or skewed samples            GiniBootstrapT; for any measure Bootstrap.Studentized
//
// For populations too large to sort, or to hold, see package
// [github.com/cogap/cogap/inequality/histogram]: what it keeps merges, and gives most of these
// with a guaranteed interval.
//
// # Scores without a natural zero
//
// Relative measures (Gini, GE, Atkinson, shares, ratios, the concentration index) change when
// a constant is added to every value. If the zero of a score is a convention, as with an IQ or
// a test score, they measure the convention. Then use only what such a shift leaves alone:
// AbsoluteGini, Kolm, Variance, the mean and quantile gaps, Wasserstein, CohensD, CliffsDelta,
// KolmogorovSmirnov, c.Generalized, and c.Erreygers with declared bounds.
//
// # Conventions
//
// Results are population values: two copies of everyone change nothing, and an integer weight
// equals that many copies. Only ratios of weights matter, except where a method says that
// weights count people. Rows of weight 0 are dropped first, even if their value is NaN.
//
// Equal values are merged, so the order of the rows never matters. Ranks are weighted
// mid-ranks. The Lorenz curve is a polygon and a person may be split. The poor are strictly
// below the line. Parameters have their textbook names and meaning: GE alpha, Atkinson
// epsilon, S-Gini nu, FGT alpha, Kolm alpha.
//
// Without observations a result is NaN, and also if any value is NaN or infinite (leave those
// out with [OmitNaN]). Measures relative to the mean need one above 0; of zeros alone they are
// NaN, since shares of nothing are not defined (some packages say 0), while absolute measures
// are 0. Otherwise one value, or equal values, have inequality exactly 0. Zeros beside others
// follow the mathematical limit and are never removed. Lengths that do not fit, negative
// weights, values outside declared bounds and parameters outside their range are errors that
// say where. No function modifies its arguments, except [GiniSorting], and none here panics
// because of data.
//
// Sums are compensated and written on deviations from the mean, so results hold about 15
// digits even if all values are nearly equal. No product is fused with a sum, so what needs no
// logarithm, power or regression has the same bits on every machine.
//
// # Glossary
//
//	mu      mean                            r    x/mu
//	w, W    weight, sum of weights          f    w/W, a person's share
//	C, F    cumulated weight, C/W           R    mid-rank (C_{i-1} + w_i/2)/W
//	L(p)    Lorenz curve                    GL   mu L(p), generalised Lorenz curve
//	GE      generalised entropy             T, L Theil's: GE(1), GE(0)
//	A, EDE  Atkinson, mu (1-A)              C    concentration index
//	RIF     recentred influence function    SE   standard error
package inequality
