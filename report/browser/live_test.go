package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/live"
	"github.com/cogap/cogap/live/page"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/scenario"
)

// serve starts a server of a scenario's live page and returns its address.
func serve(t testing.TB, s cogap.Scenario) string {
	t.Helper()
	server := httptest.NewServer(handler(t, s))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// handler returns a handler that gives runs all the time that they need, on however busy a machine.
func handler(t testing.TB, s cogap.Scenario) http.Handler {
	t.Helper()
	h, err := live.New(live.Options{Scenario: s, Limits: live.Limits{Time: time.Hour, Wait: time.Hour}})
	require.NoError(t, err)
	return h
}

// few is the default scenario with few people, whose runs take no time.
func few() cogap.Scenario {
	s := cogap.Plain()
	s.Population.Scale = 10_000
	return s
}

const settled = `!document.documentElement.classList.contains("busy") && document.querySelector("#legend li") !== null`

// settle waits until the page shows what is wanted.
func (b *tab) settle(t testing.TB) {
	t.Helper()
	b.until(t, settled)
}

// pin clicks the button that pins the run, or takes the pin out.
func (b *tab) pin(t testing.TB, pinned bool) {
	t.Helper()
	b.do(t, chromedp.Click(chromedp.CSS("#pin")))
	b.until(t, fmt.Sprintf(`document.getElementById("pin").ariaPressed === "%t"`, pinned))
}

// slide moves a slider as a hand would.
func slide(t testing.TB, b *tab, path, value string) {
	t.Helper()
	eval[bool](t, b, `(() => { const i = document.querySelector('input[name="`+path+`"]'); i.value = "`+value+`"; return i.dispatchEvent(new Event("input", {bubbles: true})); })()`)
	b.settle(t)
}

// calm is the screen of somebody who asks for less motion.
func calm(s screen) screen {
	s.calm = true
	return s
}

func text(t testing.TB, b *tab, selector string) string {
	t.Helper()
	return eval[string](t, b, `document.querySelector("`+selector+`").textContent`)
}

// silent requires that the page complained of nothing and asked its own server only.
func (b *tab) silent(t *testing.T, url string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(t, b.complaints)
	require.NotEmpty(t, b.requests)
	for _, asked := range b.requests {
		require.True(t, strings.HasPrefix(asked, url) || strings.HasPrefix(asked, "data:") || strings.HasPrefix(asked, "blob:"+url), asked)
	}
}

// lit counts the pixels of the field in the colour of people who hold SOTA AI.
const lit = `(() => { const c = document.getElementById("field"), copy = new OffscreenCanvas(c.width, c.height).getContext("2d", {willReadFrequently: true});
	copy.drawImage(c, 0, 0); const {data} = copy.getImageData(0, 0, c.width, c.height);
	let n = 0; for (let i = 0; i < data.length; i += 4) if (data[i] > 240 && data[i+1] > 200 && data[i+2] < 120) n++; return n; })()`

// TestLive: on every screen the live page opens without a complaint, its charts and people are drawn, nothing is wider than
// the screen, and axe finds nothing serious.
func TestLive(t *testing.T) {
	tiers := few()
	severalTiers(&tiers)
	tiers.Statistics.Collect = []observe.Collect{{Name: "left", Aggregate: "share", Where: "!access"}}
	for name, c := range map[string]struct {
		screen
		scenario cogap.Scenario
	}{
		"live":       {desktop, few()},
		"live-dark":  {calm(night), few()},
		"live-phone": {calm(phone), few()},
		"live-tiers": {calm(phone), tiers},
		"live-ramp":  {calm(desktop), func() cogap.Scenario { s := few(); s.Market.Tiers[0].Price = market.Ramp(0, 36, 20, 400); return s }()},
	} {
		t.Run(name, func(t *testing.T) {
			if !*everywhere && slices.Contains([]string{"live-phone", "live-ramp"}, name) {
				t.Skip("a page of which another has more, on the same screen (-everywhere)")
			}
			t.Parallel()
			url := serve(t, c.scenario)
			b := visit(t, c.screen, url)
			b.settle(t)
			if c.calm { // the other one plays all months once
				require.Contains(t, text(t, b, "#play"), "Play", "nothing moves by itself")
			}
			b.until(t, `document.getElementById("says").textContent !== ""`)
			b.pin(t, true)
			eval[bool](t, b, `document.querySelectorAll("details.group").forEach(d => d.open = true) ?? true`)
			b.until(t, drawnAll)
			b.shoot(t, name)
			require.LessOrEqual(t, eval[int64](t, b, `document.documentElement.scrollWidth`), c.width, "wider than the screen")
			for _, chart := range charts(t, b) {
				require.True(t, chart.Coloured, "%s: lines on the canvas", chart.ID)
			}
			require.Greater(t, eval[int](t, b, lit), 50, "lit dots")
			require.Equal(t, name == "live-tiers", eval[bool](t, b, `document.querySelector("#own-left canvas") !== null`), "what the scenario collects is drawn")
			require.Empty(t, eval[[]string](t, b, `[...document.querySelectorAll("input, select, textarea")].filter(i => i.labels.length === 0).map(i => i.id)`), "controls without a label")
			if slices.Contains([]string{"live-tiers", "live-dark"}, name) { // the others have less
				b.accessible(t)
			}
			b.silent(t, url)
		})
	}
}

// TestLiveBands: of the fitted model the page shows its first answer at once, then the band of luck and that of parameters, on wide and narrow screens;
// with another value of a fitted parameter only luck has one.
func TestLiveBands(t *testing.T) {
	fitted := scenario.Default()
	fitted.Population.Scale, fitted.Months, fitted.Statistics.Every = 1_000_000, 45, 0
	t.Parallel()
	url := serve(t, fitted)
	b := visit(t, calm(desktop), url)
	b.settle(t)
	b.until(t, `document.querySelector("#ladder").textContent.includes("luck: lowest to highest of 7 runs")`)
	b.until(t, `document.querySelector("#ladder").textContent.includes("parameters: 9 in 10 of 20 sets that fit as well")`)
	eval[bool](t, b, `document.getElementById("g-apart").open = true`)
	b.until(t, `document.querySelector("#gap").textContent.includes("luck, gap within persons: lowest to highest of 7 runs")`)
	eval[bool](t, b, `(document.querySelector("#ladder").scrollIntoView(), true)`)
	for name, on := range map[string]screen{"live-bands": calm(desktop), "live-bands-phone": calm(phone)} {
		b.lookOn(t, on)
		b.rest(t)
		b.shoot(t, name)
		require.LessOrEqual(t, eval[int64](t, b, `document.documentElement.scrollWidth`), on.width, "wider than the screen")
	}
	eval[bool](t, b, `(self.looks = 0, Object.defineProperty(document, "hidden", { get: () => (looks++, true), configurable: true }), true)`)
	slide(t, b, "behaviour.captured_share", "0.3")
	b.until(t, `looks > 0`)
	require.NotContains(t, text(t, b, "#ladder"), "luck:", "nobody looks")
	eval[bool](t, b, `(delete document.hidden, document.dispatchEvent(new Event("visibilitychange")))`)
	b.until(t, `document.querySelector("#ladder").textContent.includes("luck: lowest to highest of 7 runs")`)
	require.NotContains(t, text(t, b, "#ladder"), "parameters:")
	b.silent(t, url)
}

// TestLiveAnswers: sliders change the answer, the people and the charts; a pinned run stays behind them, and the change
// is said in numbers; the link brings all of it back.
func TestLiveAnswers(t *testing.T) {
	t.Parallel()
	url := serve(t, few())
	b := visit(t, calm(desktop), url)
	b.settle(t)
	before, bright := text(t, b, "#answer .lead"), eval[int](t, b, lit)
	require.Contains(t, before, "At 400u, ")
	b.pin(t, true)
	require.Contains(t, text(t, b, "#compare-says"), "Nothing was changed yet")

	slide(t, b, "market.tiers[0].price.values[2]", "100")
	slide(t, b, "market.policies[0].share", "0.5")
	after := text(t, b, "#answer .lead")
	require.NotEqual(t, before, after)
	require.Greater(t, eval[int](t, b, lit), 2*bright, "more people are lit")
	require.Regexp(t, `^[\d.]+ million more people hold SOTA AI in the end than in the pinned run\. The SOTA gap goes from .* Same people, same luck`, text(t, b, "#compare-says"))
	require.Contains(t, text(t, b, "#compare-says"), "3rd price: 400u → 100u")
	require.Contains(t, text(t, b, "#compare-says"), "voucher for everybody: part of the price that the public pays: 0% → 50%")
	require.Greater(t, eval[int](t, b, `document.querySelectorAll("#compare-table tbody tr").length`), 8)
	b.shoot(t, "live-compared")

	slide(t, b, "market.tiers[0].price.months[1]", "30")
	require.Equal(t, "31", eval[string](t, b, `document.querySelector('input[name="market.tiers[0].price.months[2]"]').value`), "dates push each other")

	link := eval[string](t, b, `location.href`)
	shown := text(t, b, "#answer .lead") + text(t, b, "#compare-says")
	other := visit(t, phone, link)
	other.settle(t)
	require.Equal(t, shown, text(t, other, "#answer .lead")+text(t, other, "#compare-says"))
	require.Equal(t, "30", eval[string](t, other, `document.querySelector('input[name="market.tiers[0].price.months[1]"]').value`))

	b.pin(t, true)
	require.Regexp(t, `run A.*run B`, text(t, b, "#compare-table"), "several runs beside each other")
	b.until(t, `document.querySelector("#ladder .u-legend").textContent.includes("luck: lowest to highest of 7 runs")`)
	b.do(t, chromedp.Click(chromedp.CSS("#pins button")))
	b.do(t, chromedp.Click(chromedp.CSS("#reset")))
	b.until(t, settled+` && document.querySelector("#answer .lead").textContent === `+strconv.Quote(before))
	require.Equal(t, before, text(t, b, "#answer .lead"))
	require.True(t, eval[bool](t, b, `document.getElementById("compare").hidden`))
	b.silent(t, url)
}

// TestLivePerson: the months go by step by step, and a person can be followed through them.
func TestLivePerson(t *testing.T) {
	t.Parallel()
	b := visit(t, calm(phone), serve(t, few()))
	b.settle(t)
	b.do(t, chromedp.Click(chromedp.CSS("#follow button"))) // somebody who lost it
	b.until(t, `document.getElementById("person-says").textContent !== ""`)
	require.Regexp(t, `^2028-12 at 400u: earns [\d,]+u a month and believes .* times as much done`, text(t, b, "#person-says"))
	require.NotContains(t, text(t, b, "#person-says"), "They hold SOTA AI")
	b.until(t, `document.querySelector("#followed canvas") !== null`)
	months := eval[[]string](t, b, `Array.from({length: 35}, () => { document.getElementById("back").click(); return document.getElementById("person-says").textContent; })`)
	require.True(t, slices.ContainsFunc(months, func(says string) bool { return strings.Contains(says, "They hold SOTA AI") }), "in a month before")
	require.True(t, eval[bool](t, b, `document.getElementById("back").disabled`))
	b.do(t, chromedp.Click(chromedp.CSS("#step")))
	require.Contains(t, text(t, b, "#person-says"), "2026-02")
	require.Empty(t, violations(t, b, "#people"))
	b.do(t, chromedp.Click(chromedp.CSS("#unfollow")))
	require.False(t, eval[bool](t, b, `document.getElementById("person").checkVisibility()`))
	require.Equal(t, "follow", eval[string](t, b, `document.activeElement.parentElement.id`), "the keyboard's place")
}

// TestLivePersonIsSomebody: somebody who is followed is followed on when something else changes, and not among other people, whatever their place.
func TestLivePersonIsSomebody(t *testing.T) {
	t.Parallel()
	world, err := scenario.Load("world")
	require.NoError(t, err)
	world.Population.Scale = 10_000_000
	link, err := page.Encode(world)
	require.NoError(t, err)
	b := visit(t, calm(desktop), serve(t, few()))
	b.settle(t)
	for _, place := range []int{0, 3} { // of the poorest, a stratum that the world has too; of the richest, perhaps one that it has not
		eval[bool](t, b, fmt.Sprintf(`document.querySelectorAll("#follow button")[%d].click() ?? true`, place))
		b.until(t, `document.querySelector("#followed canvas") !== null`)
		who := text(t, b, "#person-title")
		slide(t, b, "behaviour.risk_aversion", strconv.Itoa(3+place))
		b.until(t, `document.querySelector("#followed canvas") !== null`)
		require.Equal(t, who, text(t, b, "#person-title"))
		own := eval[string](t, b, `location.hash`)
		eval[string](t, b, `location.hash = "`+link+`"`)
		b.until(t, `document.getElementById("name").textContent === "everyone on Earth"`)
		b.until(t, `!document.getElementById("person").checkVisibility()`)
		require.Empty(t, text(t, b, "#problems"))
		eval[string](t, b, `location.hash = "`+own+`"`)
		b.until(t, `document.getElementById("name").textContent !== "everyone on Earth"`)
		b.settle(t)
	}
}

// TestLiveEveryParameter: each parameter is found by its name, and can be changed; policies can be added.
func TestLiveEveryParameter(t *testing.T) {
	t.Parallel()
	b := visit(t, calm(desktop), serve(t, few()))
	b.settle(t)
	find := func(words string) {
		eval[bool](t, b, `(() => { document.getElementById("all-group").open = true; const s = document.getElementById("search"); s.value = "`+words+`"; return s.dispatchEvent(new Event("input")); })()`)
	}
	find("behaviour.risk_aversion")
	b.until(t, `document.getElementById("results").textContent.includes("From 0 to 100. Default 2,")`) // it asks what parameters mean
	find("policy")
	require.Contains(t, text(t, b, "#results .field"), "market.policies")
	find("price.months[1]")
	require.Contains(t, text(t, b, "#results"), "price.months[1] [month]The month of the run")
	find("income threshold below")
	require.Contains(t, text(t, b, "#found"), "0 found. And ")
	require.Contains(t, text(t, b, "#results"), "market.policies[].below")
	find("belief")
	eval[bool](t, b, `(() => { const [i, next] = document.querySelectorAll("#results input"); i.focus(); i.value = +i.value * 0.9; i.dispatchEvent(new Event("change")); next.focus(); self.was = next; return true; })()`)
	b.settle(t)
	require.True(t, eval[bool](t, b, `!was.isConnected && document.activeElement === document.querySelectorAll("#results input")[1]`), "the keyboard's place")
	find("seed")
	eval[bool](t, b, `(() => { const i = document.querySelector("#results input"); i.value = "77"; return i.dispatchEvent(new Event("change")); })()`)
	b.settle(t)
	require.Equal(t, "77", eval[string](t, b, `document.getElementById("seed").value`))
	for path, value := range map[string]string{"market.tiers[0].commitment": "12", "behaviour.inertia": "0.3", "population.shared_accounts": "0.15"} {
		name := path[strings.LastIndexByte(path, '.')+1:]
		find(name)
		require.Contains(t, text(t, b, "#results"), name+" is ", "what it does")
		require.Equal(t, path, eval[string](t, b, `document.querySelector("#results label").textContent.split(" ")[0]`))
		eval[bool](t, b, `(() => { const i = document.querySelector("#results input"); i.value = "`+value+`"; return i.dispatchEvent(new Event("change")); })()`)
		b.settle(t)
		find(name)
		require.Equal(t, value, eval[string](t, b, `document.querySelector("#results input").value`))
	}
	eval[bool](t, b, `(() => { document.getElementById("adds-group").open = true; const add = document.querySelector("#adds button"); add.focus(); add.click(); return true; })()`)
	b.settle(t)
	require.Equal(t, "adds", eval[string](t, b, `document.activeElement.parentElement.id`), "the keyboard's place")
	find("market.policies")
	require.Contains(t, eval[string](t, b, `document.querySelector("#results textarea").value`), `"kind":"voucher"`)
	require.Contains(t, text(t, b, "#knobs"), "voucher for everybody among the poorest 50%")
	eval[bool](t, b, `(() => { const i = document.querySelector("#results textarea"); i.value = "[]"; return i.dispatchEvent(new Event("change")); })()`)
	b.settle(t)
	find("policies elasticity")
	require.Contains(t, text(t, b, "#results"), "market.policies[].elasticity")
	require.Contains(t, text(t, b, "#results"), "This scenario has no such element: add one above, or to the list market.policies.")
	eval[bool](t, b, `[...document.querySelectorAll("#adds button")].find(x => x.textContent.startsWith("+ seats")).click() ?? true`)
	b.settle(t)
	find("policies elasticity")
	require.Equal(t, "1", eval[string](t, b, `document.querySelector("#results input").value`))
	require.NotContains(t, text(t, b, "#results"), "no such element")
}

// TestLiveOtherMonths: against a run that ends in another month, the page says so.
func TestLiveOtherMonths(t *testing.T) {
	t.Parallel()
	s := few()
	link, err := page.Encode(s)
	require.NoError(t, err)
	s.Months = 12
	year, err := page.Encode(s)
	require.NoError(t, err)
	b := visit(t, calm(desktop), serve(t, few())+"#"+link+"~"+year)
	b.settle(t)
	require.Contains(t, text(t, b, "#compare-says"), "The pinned run ends in 2026-12, this one in 2028-12.")
	require.Regexp(t, `SOTA share\d`, text(t, b, "#compare-table"))
}

// TestLiveOtherPeople: against a run with more agents, the page says that the people are others; where nobody lost SOTA AI, nobody who did can be followed.
func TestLiveOtherPeople(t *testing.T) {
	t.Parallel()
	s := few()
	other, err := page.Encode(s)
	require.NoError(t, err)
	s.Population.Scale, s.Market.Tiers[0].Price = 20_000, market.Constant(0)
	link, err := page.Encode(s)
	require.NoError(t, err)
	b := visit(t, calm(desktop), serve(t, few())+"#"+link+"~"+other+"~"+link)
	b.settle(t)
	require.Contains(t, text(t, b, "#compare-says p"), "An agent stands for 20,000 people here and for 10,000 there: they are other people")
	require.NotContains(t, text(t, b, "#compare-says"), "Same people")
	require.Contains(t, text(t, b, "#compare-says"), "in both. Nothing was changed yet")
	require.True(t, eval[bool](t, b, `document.querySelector("#follow button").disabled`))
	eval[bool](t, b, `(() => { const take = document.querySelector("#pins button"); take.focus(); take.click(); return true; })()`)
	require.Equal(t, "pins", eval[string](t, b, `document.activeElement.parentElement.id`), "the keyboard's place")
}

// TestLiveSheet: on a phone the skip link opens the controls, and Escape closes them.
func TestLiveSheet(t *testing.T) {
	t.Parallel()
	b := visit(t, calm(phone), serve(t, few()))
	b.settle(t)
	eval[bool](t, b, `document.querySelector("a[href='#controls']").click() ?? true`)
	require.True(t, eval[bool](t, b, `document.getElementById("controls").checkVisibility() && document.activeElement.id === "controls"`))
	eval[bool](t, b, `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }))`)
	require.True(t, eval[bool](t, b, `!document.getElementById("controls").checkVisibility() && document.activeElement.id === "open"`))
}

// TestLiveRefuses: what is not a scenario is said to be none, and the page goes on with what it had.
func TestLiveRefuses(t *testing.T) {
	t.Parallel()
	url := serve(t, few())
	b := visit(t, calm(desktop), url+"#1garbage")
	b.settle(t)
	require.Contains(t, text(t, b, "#problems"), "does not hold a whole scenario")
	answer := text(t, b, "#answer .lead")
	eval[bool](t, b, `(() => { const i = document.getElementById("seed"); i.value = "minus one"; return i.dispatchEvent(new Event("change")); })()`)
	b.settle(t)
	require.Contains(t, text(t, b, "#problems"), "seed: got minus one, want a whole number")
	require.Regexp(t, `^\d+$`, eval[string](t, b, `document.getElementById("seed").value`))
	require.Equal(t, answer, text(t, b, "#answer .lead"))
	const inView = `(r => r.height > 0 && r.top >= 0 && r.bottom <= innerHeight)(document.getElementById("problems").getBoundingClientRect())`
	for _, on := range []screen{calm(phone), calm(desktop)} {
		b.lookOn(t, on)
		eval[bool](t, b, `(scrollTo(0, document.getElementById("story").offsetTop), true)`)
		b.rest(t)
		require.True(t, eval[bool](t, b, inView), "wherever the reader is")
	}
	field := func(value string) string {
		eval[bool](t, b, `(() => { document.getElementById("all-group").open = true; const s = document.getElementById("search"); s.value = "behaviour.risk_aversion"; s.dispatchEvent(new Event("input")); const i = document.querySelector("#results input"); i.focus(); i.value = "`+value+`"; return i.dispatchEvent(new Event("change")); })()`)
		b.settle(t)
		return eval[string](t, b, `document.querySelector("#results input").ariaInvalid ?? ""`)
	}
	require.Equal(t, "true", field("-1"), text(t, b, "#problems"))
	require.NotEqual(t, "true", field("3"))
}

// TestLiveBrokenLinks: an address that holds no whole scenario leaves what is shown, pins and all, with its own address; a pinned run that is not whole is missed.
func TestLiveBrokenLinks(t *testing.T) {
	t.Parallel()
	b := visit(t, calm(desktop), serve(t, few()))
	b.settle(t)
	b.pin(t, true)
	slide(t, b, "behaviour.risk_aversion", "3")
	whole := eval[string](t, b, `location.hash`)
	eval[string](t, b, `location.hash = "1garbage"`)
	b.until(t, `!document.getElementById("problems").hidden`)
	b.until(t, `location.hash !== "#1garbage"`)
	require.Equal(t, whole, eval[string](t, b, `location.hash`))
	require.Contains(t, text(t, b, "#compare-says"), "risk aversion")
	slide(t, b, "behaviour.risk_aversion", "4")
	require.Contains(t, eval[string](t, b, `location.hash`), "~", "the pin is still there")
	eval[string](t, b, `location.hash = "`+whole+`~1garbage"`)
	b.until(t, `document.getElementById("problems").textContent.includes("1 pinned run of the address can't be shown")`)
	require.Contains(t, text(t, b, "#compare-says"), "risk aversion", "the other one is")
}

// TestLiveFiles: the buttons hand out files.
func TestLiveFiles(t *testing.T) {
	t.Parallel()
	b := visit(t, calm(desktop), serve(t, few()))
	b.settle(t)
	folder := t.TempDir()
	b.do(t, command(cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder}))
	eval[bool](t, b, `document.getElementById("download").click() ?? true`)
	for name, want := range map[string]string{"report.html": "<!DOCTYPE html>", "scenario.yaml": "# Exactly what was run", "result.json": "{", "series.csv": "month,date,"} {
		eval[bool](t, b, `[...document.querySelectorAll("#files button")].find(x => x.textContent === "`+name+`").click() ?? true`)
		require.Eventually(t, func() bool {
			got, err := os.ReadFile(filepath.Join(folder, name))
			return err == nil && strings.HasPrefix(string(got), want)
		}, time.Minute, 20*time.Millisecond, name)
	}
}

// TestLiveGoesAway: the page says so when its server is gone.
func TestLiveGoesAway(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(handler(t, few()))
	b := visit(t, calm(desktop), server.URL)
	b.settle(t)
	server.Close()
	slide(t, b, "behaviour.risk_aversion", "4")
	require.Contains(t, text(t, b, "#problems"), "does not answer")
}

// TestLiveKeepsUp: a slider that moves faster than runs end asks for where it is now, not for all the places it was at.
func TestLiveKeepsUp(t *testing.T) {
	t.Parallel()
	url := serve(t, few())
	b := visit(t, calm(desktop), url)
	b.settle(t)
	eval[bool](t, b, `(() => { const i = document.querySelector('input[name="behaviour.risk_aversion"]');
		for (let k = 1; k <= 20; k++) { i.value = k / 4; i.dispatchEvent(new Event("input", {bubbles: true})); } return true; })()`)
	b.settle(t)
	shown, err := page.Decode(strings.TrimPrefix(eval[string](t, b, `location.hash`), "#"), 1<<20)
	require.NoError(t, err)
	require.Equal(t, 5.0, shown.Behaviour.RiskAversion)
	require.Equal(t, "5", eval[string](t, b, `document.querySelector('input[name="behaviour.risk_aversion"]').value`))
	b.mu.Lock()
	runs := slices.DeleteFunc(slices.Clone(b.requests), func(asked string) bool { return asked != url+"run" })
	b.mu.Unlock()
	require.Len(t, runs, 3, "one when it opened, one for the first place and one for the last")
	b.do(t, chromedp.Click(chromedp.CSS("#reset")))
	b.settle(t)
	eval[bool](t, b, `(() => { const c = document.getElementById("choice");
		for (const k of [2, 0]) { c.value = k; c.dispatchEvent(new Event("change")); } return true; })()`)
	b.settle(t)
	require.Equal(t, few().Name, text(t, b, "#name"), "the scenario that was chosen last, though it was shown before")
}

// BenchmarkLive is the time from a slider's move to charts that are drawn anew, with as many people as the page usually
// has, and that of the server's answer in it, as medians.
func BenchmarkLive(b *testing.B) {
	s, err := page.Quick(cogap.Plain())
	require.NoError(b, err)
	for _, voucher := range []string{"0", "0.5"} {
		b.Run("voucher="+voucher, func(b *testing.B) {
			page := visit(b, calm(desktop), serve(b, s))
			page.settle(b)
			slide(b, page, "market.policies[0].share", voucher)
			var slides, answers []float64
			for b.Loop() {
				took := eval[[2]float64](b, page, `(async () => {
					const input = document.querySelector('input[name="market.tiers[0].price.values[2]"]'), old = document.querySelector("#ladder canvas");
					performance.clearResourceTimings();
					const begin = performance.now();
					input.value = input.value == 400 ? 300 : 400;
					input.dispatchEvent(new Event("input", {bubbles: true}));
					while (document.querySelector("#ladder canvas") === old || document.documentElement.classList.contains("busy")) await new Promise(requestAnimationFrame);
					await new Promise(requestAnimationFrame);
					return [performance.now() - begin, performance.getEntriesByType("resource")[0].duration];
				})()`)
				slides, answers = append(slides, took[0]), append(answers, took[1])
			}
			for unit, list := range map[string][]float64{"ms/slide": slides, "ms/answer": answers} {
				slices.Sort(list)
				b.ReportMetric(list[len(list)/2], unit)
			}
			b.ReportMetric(0, "ns/op") // the median says it
		})
	}
}
