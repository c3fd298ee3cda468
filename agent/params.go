package agent

// Params are the constants of behaviour, the same for everybody. Symbols are those of docs/model.md; low and high
// values for sensitivity runs stand there too.
type Params struct {
	// CapturedShare (chi) is the part of the gain in output that reaches the person as money.
	// Default 0.3, between a stated-value survey (0.57 at the mean, 0.05 at the median) and Danish pass-through (0.03-0.07).
	CapturedShare float64 `json:"captured_share" unit:"share" range:"0,1"`
	// RiskAversion (rho) is relative risk aversion: the benefit is not guaranteed.
	// Default 2, the middle of the usual macro and household-finance range 1 to 4.
	RiskAversion float64 `json:"risk_aversion" unit:"1" range:"0,100"`
	// NecessityPremium (eta) raises the valuation of somebody with full habit by this share.
	// Default 0.6, assumption: prices asked to give a thing up exceed prices offered to get it.
	NecessityPremium float64 `json:"necessity_premium" unit:"share" range:"0,100"`
	// Subsistence is the income that never goes to AI. Default 0: the best fit to NTIA's 2010 broadband shares by income.
	Subsistence float64 `json:"subsistence" unit:"u/month" range:"0,1000000000000"`
	// SignalNoise (sigma) is the standard deviation of a month's experienced gain around the true one.
	// Default 0.3: METR's standard error of 9.4 points over 246 tasks, for 20 to 25 tasks a month.
	SignalNoise float64 `json:"signal_noise" unit:"share of output" range:"(0,10"`
	// BeliefDrift (q is its square) is the standard deviation by which a belief grows stale in a month.
	// Default 0.003: the frontier moves the true gain by 0.1 to 0.3 points a month.
	BeliefDrift float64 `json:"belief_drift" unit:"share of output" range:"0,1"`
	// WordOfMouth (lambda) is the share of the distance to the users' mean belief that somebody without access covers
	// in a month, if everybody in the stratum had access. Default 0.05, between Bass's 0.032 and twice as much.
	WordOfMouth float64 `json:"word_of_mouth" unit:"1/month" range:"0,1"`
	// HabitUp is the share of the way to full habit that a month of use covers.
	// Default 0.2: atrophy is visible after three months of use.
	HabitUp float64 `json:"habit_up" unit:"1/month" range:"0,1"`
	// HabitDown is the share of habit that a month without access removes. Default 0.08, assumption (half-life 8 months).
	HabitDown float64 `json:"habit_down" unit:"1/month" range:"0,1"`
	// MissedShare (w) is the loss of unaided output at full habit, once access is gone.
	// Default 0.25: measured losses of 17% and 21% with a habit that was not full.
	MissedShare float64 `json:"missed_share" unit:"share" range:"0,1"`
	// LearningByDoing (lambda_c) is the monthly growth of unaided cognition per unit of gain; negative means that
	// unused skill fades. Default 0.02, assumption; its sign is open in the literature, so run both.
	LearningByDoing float64 `json:"learning_by_doing" unit:"1/month" range:"-1,1"`
	// PassThrough (pi) is the monthly growth of income per unit of gain above the population's mean gain.
	// Default 0.004: 3 to 7% of the gain, spread over a year (Humlum and Vestergaard 2025).
	PassThrough float64 `json:"pass_through" unit:"1/month" range:"0,1"`
	// IncomeGrowth is the nominal growth of everybody's income.
	// Default 0.003: US median household income grew by 3.9% in 2023-2024.
	IncomeGrowth float64 `json:"income_growth" unit:"1/month" range:"-0.5,0.5"`
	// Notice (p) is the monthly hazard of noticing what is on sale, of somebody who never has (Bass 1969: innovation).
	// Default 1: everybody has noticed by the first month. Low 0.002: Bass's p has a mean of 0.03 a year.
	Notice float64 `json:"notice" unit:"1/month" range:"0,1"`
	// NoticePeers (q) is what is added to that hazard if everybody in the stratum has access (Bass 1969: imitation): p + q*share, at most 1.
	// Default 0; Bass's q has a mean of 0.38 a year, or 0.032 a month.
	NoticePeers float64 `json:"notice_peers" unit:"1/month" range:"0,1"`
	// Lapse (delta) is the monthly hazard of giving up a tier that is paid for, whatever it is worth: needs come and go.
	// Default 0, none. Low 0.046, high 0.21: published hazards of leaving a paid AI subscription.
	Lapse float64 `json:"lapse" unit:"1/month" range:"0,1"`
	// Reconsider (r) is the monthly hazard with which somebody who stopped paying looks again at what costs something.
	// Default 1: at once. Low 0.02, assumption.
	Reconsider float64 `json:"reconsider" unit:"1/month" range:"0,1"`
	// Inertia is the monthly probability with which somebody who would stop paying does not get round to cancelling, and keeps the tier. Default 0, none.
	// Low 0.3, high 0.95, assumption; frictions of cancelling roughly double sellers' revenue (Einav, Klopack and Mahoney 2025).
	Inertia float64 `json:"inertia" unit:"1/month" range:"0,1"`
	// NeedSpread is the standard deviation of the log of a person's need for AI, a factor of the money at stake when they decide, with mean 1. Default
	// 0: needs do not come and go. Low 0.3, high 1.5, assumption.
	NeedSpread float64 `json:"need_spread" unit:"1" range:"0,3"`
	// NeedMonths is for how many months a need lasts, until another one is drawn; of use where NeedSpread is above 0. Default 3, low 1, high 12,
	// assumption.
	NeedMonths int `json:"need_months" unit:"month" range:"1,1200"`
	// News is the share of the distance to the gain of the stratum that the belief of somebody without access covers in a month, whoever else has
	// access: it reads what AI has become. Default 0, none; low 0, high 0.1, assumption.
	News float64 `json:"news" unit:"1/month" range:"0,1"`
	// LossPremium (eta_loss) is by what share somebody with full habit asks more for giving AI up than having it is worth to them. It changes what
	// people say it is worth, which surveys measure, and nothing that they do. Default 0; low 0, high 6: what people ask to give a thing up is
	// usually substantially higher than what they offer to get it (Horowitz and McConnell 2002), some 3 to 7 times (recalled).
	LossPremium float64 `json:"loss_premium" unit:"share" range:"0,100"`
	// UsesADay is how often a day somebody of average intensity of use turns to AI, if they have access; who does so at least once is a daily user.
	// It changes what is measured, not what happens. Default 1, assumption.
	UsesADay float64 `json:"uses_a_day" unit:"1/day" range:"0,1000"`
	// SkillLimit (cbar) is how far learning by doing can go: to so many times the cognition of the start or, where skill fades, to as small a
	// part of it. Default 0: no limit; else at least 1. Low 1.2, high 3, assumption.
	SkillLimit float64 `json:"skill_limit" unit:"1" range:"0,1000"`
}

// Problems reports a limit of skill that is below where skill begins: learning by doing would take skill away there, and skill that fades would grow.
func (b Params) Problems(report func(path, format string, args ...any)) {
	if b.SkillLimit > 0 && b.SkillLimit < 1 {
		report("skill_limit", "got %v, want 0, which is no limit, or at least 1", b.SkillLimit)
	}
}

// Default returns the default constants.
func Default() Params {
	return Params{
		CapturedShare:    0.3,
		RiskAversion:     2,
		NecessityPremium: 0.6,
		Subsistence:      0,
		SignalNoise:      0.3,
		BeliefDrift:      0.003,
		WordOfMouth:      0.05,
		HabitUp:          0.2,
		HabitDown:        0.08,
		MissedShare:      0.25,
		LearningByDoing:  0.02,
		PassThrough:      0.004,
		IncomeGrowth:     0.003,
		Notice:           1,
		NoticePeers:      0,
		Lapse:            0,
		Reconsider:       1,
		NeedMonths:       3,
		UsesADay:         1,
	}
}
