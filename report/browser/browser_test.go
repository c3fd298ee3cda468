// Package browser opens pages of package report in a real browser, headless Chromium, as a reader would.
//
// It is a module of its own so that the tools it needs stay out of the library's. Run its tests with
//
//	go test ./report/browser
//
// They are skipped where there is no Chromium (Debian: apt-get install chromium), unless the environment says CI=true.
// With -artifacts -outputdir=DIR they leave screenshots there, and with -everywhere they check each kind of page on all screens for accessibility.
// With -bench . they say how long the live page takes.
package browser

import (
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/report"
)

// axe checks accessibility. axe-core 4.14.1 is by Deque Systems, under the Mozilla Public License 2.0 in
// testdata/LICENSE.axe; it is used here only and is no part of any page.
//
//go:embed testdata/axe.min.js
var axe string

// chromium returns the browser to use. Without one the test is skipped.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		require.Fail(t, "no Chromium", "Debian: apt-get install chromium")
	}
	t.Skip("no Chromium here (Debian: apt-get install chromium)")
	return ""
}

// screen is what a page is looked at on.
type screen struct {
	width, height int64
	dark, phone   bool
	calm          bool // its user asks for less motion
}

// scale is how many pixels a point of the page has.
func (s screen) scale() float64 {
	if s.phone {
		return 2
	}
	return 1
}

var (
	desktop = screen{width: 1280, height: 900}
	phone   = screen{width: 390, height: 844, phone: true}
	night   = screen{width: 1280, height: 900, dark: true}
)

// tab is a page in the browser, with all that it complained about and asked for.
type tab struct {
	context.Context
	screen
	folder     string // that its page is in, as an address
	mu         sync.Mutex
	complaints []string
	requests   []string
}

// open writes the page of a scenario to a file and opens it.
func open(t *testing.T, s screen, change func(*cogap.Scenario)) *tab {
	t.Helper()
	return openPage(t, s, pageOf(t, change))
}

// openPage writes a page to a file and opens it.
func openPage(t *testing.T, s screen, page []byte) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(file, page, 0o666))
	return visit(t, s, "file://"+file)
}

var (
	startOnce   sync.Once
	started     context.Context
	stopBrowser = func() {}
)

// browser starts the browser that all tests have tabs in.
func browser(t testing.TB) context.Context {
	t.Helper()
	path := chromium(t)
	startOnce.Do(func() {
		folder, err := os.MkdirTemp("", "cogap-browser-")
		require.NoError(t, err)
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
			chromedp.UserDataDir(folder), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
			chromedp.Flag("no-first-run", true), chromedp.WSURLReadTimeout(time.Minute))
		all, stopAll := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, stop := chromedp.NewContext(all)
		stopBrowser = func() { stop(); stopAll(); os.RemoveAll(folder) }
		require.NoError(t, chromedp.Do(ctx)) // starts it
		started = ctx
	})
	require.NotNil(t, started, "the browser did not start")
	return started
}

func TestMain(m *testing.M) {
	code := m.Run()
	stopBrowser()
	os.Exit(code)
}

// visit opens a page that has charts.
func visit(t testing.TB, s screen, url string) *tab {
	t.Helper()
	ctx, cancel := context.WithTimeout(browser(t), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)

	b := &tab{Context: ctx, folder: url[:strings.LastIndex(url, "/")+1]}
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	b.do(t, command(network.Enable, network.EnableParams{}), command(log.Enable, cdp.Empty{}))
	b.lookOn(t, s)
	b.do(t, chromedp.Navigate(url))
	b.until(t, drawnAll)
	b.rest(t) // so that it has its width
	return b
}

// lookOn has the page shown on another screen.
func (b *tab) lookOn(t testing.TB, s screen) {
	t.Helper()
	scheme, motion := "light", "no-preference"
	if s.dark {
		scheme = "dark"
	}
	if s.calm {
		motion = "reduce"
	}
	b.screen = s
	b.do(t,
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: s.width, Height: s.height, DeviceScaleFactor: s.scale(), Mobile: s.phone}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion}}}),
	)
}

// rest waits until the page was painted.
func (b *tab) rest(t testing.TB) {
	t.Helper()
	eval[bool](t, b, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
}

// drawnAll says that the page is there, and that all of its charts that are not folded away are drawn.
const drawnAll = `document.querySelector("main") !== null && document.readyState === "complete" && [...document.querySelectorAll(".plot")].every(host => !host.checkVisibility() || host.plot?.status === 1)`

// until waits until a condition of the page holds, for as long as the tab has.
func (b *tab) until(t testing.TB, condition string) {
	t.Helper()
	_, err := chromedp.Run(b, chromedp.Evaluate[bool](`new Promise(done => { const look = () => (`+condition+`) ? done(true) : setTimeout(look, 10); look(); })`, chromedp.EvalAwaitPromise))
	require.NoError(t, err, condition)
}

// pointUntil moves the mouse to a place of an element, by shares of its width and height, until a condition of the page
// holds. Once is not enough: the page scrolls smoothly, so an element may go on from where it was when it was found.
func (b *tab) pointUntil(t testing.TB, selector string, right, down float64, condition string) {
	t.Helper()
	for !eval[bool](t, b, condition) {
		b.do(t, chromedp.ScrollIntoView(chromedp.CSS(selector)))
		at := eval[[]float64](t, b, fmt.Sprintf(`(r => [r.left + %g * r.width, r.top + %g * r.height])(document.querySelector(%q).getBoundingClientRect())`, right, down, selector))
		b.do(t, chromedp.MouseEvent(chromedp.MouseMoved, at[0], at[1]))
	}
}

func pageOf(t *testing.T, change func(*cogap.Scenario)) []byte {
	t.Helper()
	if change == nil {
		page, err := plainPage()
		require.NoError(t, err)
		return page
	}
	page, err := pageWith(change)
	require.NoError(t, err)
	return page
}

// plainPage is the page of the scenario as it is, which several tests look at.
var plainPage = sync.OnceValues(func() ([]byte, error) { return pageWith(func(*cogap.Scenario) {}) })

func pageWith(change func(*cogap.Scenario)) ([]byte, error) {
	r, err := runWith(change)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = report.WritePage(&b, r)
	return b.Bytes(), err
}

func runWith(change func(*cogap.Scenario)) (*cogap.Result, error) {
	s := cogap.Plain()
	s.Population.Scale = 20_000
	change(&s)
	return cogap.Run(context.Background(), s, cogap.Options{})
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.complaints = append(b.complaints, fmt.Sprintf("console.%s", e.Type))
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, fmt.Sprintf("%s: %s", e.Entry.Level, e.Entry.Text))
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	}
}

type action = chromedp.Action[chromedp.Void]

func (b *tab) do(t testing.TB, actions ...action) {
	t.Helper()
	require.NoError(t, chromedp.Do(b, actions...))
}

// command is a protocol command as an action; its result is dropped.
func command[P, R any](c cdp.Command[P, R], params P) action {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, c, params)
		return err
	})
}

// eval evaluates JavaScript; promises are awaited.
func eval[T any](t testing.TB, b *tab, script string) T {
	t.Helper()
	got, err := chromedp.Run(b, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	return got
}

// shoot leaves a screenshot of the whole page among the test's artifacts, if they are kept.
func (b *tab) shoot(t *testing.T, name string) {
	t.Helper()
	if kept := flag.Lookup("test.artifacts"); kept.Value.String() != "true" {
		return
	}
	jpeg, err := chromedp.Run(b, chromedp.FullScreenshot(90))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(t.ArtifactDir(), name+".jpg"), jpeg, 0o666))
}

// severalTiers is a scenario with all that a page can show.
func severalTiers(s *cogap.Scenario) {
	s.Market.Tiers = []market.Tier{market.Free(), market.Basic(), s.Market.Tiers[0]}
	s.Market = s.Market.SoldBy(market.DefaultProvider("lab"))
	s.Market.Policies = []market.Policy{market.Voucher(0.5).ForIncomesBelow(3000)}
}

// TestPage: on every screen the page opens without a complaint and asks for nothing but itself, its charts are drawn from
// their data, nothing is wider than the screen, and axe finds nothing.
func TestPage(t *testing.T) {
	for name, c := range map[string]struct {
		screen
		change func(*cogap.Scenario)
	}{
		"desktop":       {desktop, nil},
		"phone":         {phone, nil},
		"dark":          {night, nil},
		"several tiers": {desktop, severalTiers},
		"phone, tiers":  {phone, severalTiers},
		"one month":     {phone, func(s *cogap.Scenario) { s.Months = 1 }},
		"ten years":     {phone, func(s *cogap.Scenario) { s.Months, s.Population.Scale = 120, 50_000 }},
		"every month":   {night, func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Ramp(0, 36, 20, 400) }},
		"nobody":        {desktop, func(s *cogap.Scenario) { s.Market.Tiers[0].Price = market.Constant(market.Withdrawn) }},
	} {
		t.Run(name, func(t *testing.T) {
			if !*everywhere && slices.Contains([]string{"desktop", "phone"}, name) {
				t.Skip("a page of which another has more, on the same screen (-everywhere)")
			}
			t.Parallel() // two can wait at once
			b := open(t, c.screen, c.change)
			b.shoot(t, strings.ReplaceAll(strings.ReplaceAll(name, ",", ""), " ", "-"))
			for _, chart := range b.sound(t, c.screen) {
				if name != "nobody" { // then some lines are nowhere
					require.True(t, chart.Coloured, "%s: lines on the canvas", chart.ID)
				}
			}
			if slices.Contains([]string{"phone, tiers", "dark"}, name) { // the others have less, or differ in what charts show only
				b.accessible(t)
			}
		})
	}
}

// sound checks what holds of every page: it has nothing to complain of, asks for nothing but itself, is no wider than the screen, and
// all its charts are drawn. It returns them.
func (b *tab) sound(t *testing.T, s screen) []drawn {
	t.Helper()
	require.LessOrEqual(t, eval[int64](t, b, `document.documentElement.scrollWidth`), s.width, "wider than the screen")
	list := charts(t, b)
	for _, chart := range list {
		require.Positive(t, chart.Places, chart.ID)
		require.Positive(t, chart.Lines, chart.ID)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(t, b.complaints)
	for _, url := range b.requests {
		require.True(t, strings.HasPrefix(url, "data:") || strings.HasPrefix(url, b.folder), url)
	}
	return list
}

type drawn struct {
	ID            string
	Places, Lines int
	Coloured      bool
}

// charts tells of each chart what it was given and whether anything on its canvas has a colour.
func charts(t *testing.T, b *tab) []drawn {
	t.Helper()
	return eval[[]drawn](t, b, `[...document.querySelectorAll(".plot")].map(host => {
		const canvas = host.querySelector("canvas"), {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
		let i = 0;
		while (i < data.length && !(data[i+3] === 255 && Math.max(data[i], data[i+1], data[i+2]) - Math.min(data[i], data[i+1], data[i+2]) > 40)) i += 4;
		return {ID: host.dataset.chart, Places: host.plot.data[0].length, Lines: host.plot.data.length - 1, Coloured: i < data.length};
	})`)
}

// violations returns what axe finds of a part of the page on its screen.
func violations(t *testing.T, b *tab, part string) []string {
	t.Helper()
	return eval[[]string](t, b, fmt.Sprintf(`%s; axe.run(%q, {resultTypes: ["violations"]}).then(found => found.violations
		.map(v => v.id + ": " + v.help + " at " + v.nodes.slice(0, 3).map(n => n.target + " " + (n.any[0]?.message ?? "")).join("; ")))`, axe, part))
}

// everywhere has axe look at each kind of page on wide and narrow screens, by day and by night; each is looked at on one of them in any case.
var everywhere = flag.Bool("everywhere", false, "look at each kind of page with axe on all screens, which takes a minute")

// accessible requires that axe finds nothing on the screen of a page.
func (b *tab) accessible(t *testing.T) {
	t.Helper()
	on := []screen{b.screen}
	if *everywhere {
		on = []screen{desktop, night, phone, {width: phone.width, height: phone.height, phone: true, dark: true}}
	}
	for _, s := range on {
		s.calm = b.calm
		if s != b.screen {
			b.lookOn(t, s)
			b.rest(t)
		}
		require.Empty(t, violations(t, b, "html"), "%+v", s)
	}
}

// TestReading: with the keyboard and with the mouse, a chart says what is at a place.
func TestReading(t *testing.T) {
	b := open(t, desktop, nil)
	reading := `document.querySelector("#ladder .reading").textContent`
	b.do(t, chromedp.Focus(chromedp.CSS("#ladder .plot")), chromedp.KeyEvent(kb.Home))
	require.Regexp(t, `^2026-01, 100u: hold SOTA AI \d+\.\d\d%$`, eval[string](t, b, reading))
	b.do(t, chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight))
	require.Regexp(t, `^2026-03, 100u`, eval[string](t, b, reading))
	b.do(t, chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.ArrowRight))
	require.Regexp(t, `^2028-12, 400u`, eval[string](t, b, reading))
	b.do(t, chromedp.Focus(chromedp.CSS("#filters .plot")), chromedp.KeyEvent(kb.Home))
	require.Regexp(t, `opted out \d+\.\d\d%$`, eval[string](t, b, `document.querySelector("#filters .reading").textContent`))

	legend := `document.querySelector("#deciles .u-legend").textContent.includes("%s")`
	b.until(t, fmt.Sprintf(legend, "2028-12")) // at rest, the end
	b.pointUntil(t, "#deciles .u-over", 0.003, 0.5, fmt.Sprintf(legend, "2026-01"))
	b.pointUntil(t, "#deciles .u-over", 0.5, 0.5, fmt.Sprintf(legend, "2027-06"))
}

// TestRange: an axis reaches as far as the bands of its lines, and its numbers fit beside it, however large; years begin at a tick, whenever the run does.
func TestRange(t *testing.T) {
	b := open(t, desktop, nil)
	ends := eval[[]float64](t, b, `(() => { const charts = [...document.querySelectorAll(".plot")].map(host => host.chart), c = charts.find(c => c.id === "gap"), all = y => c.at.map(() => y);
		cogap.show(charts.map(other => other === c ? { ...c, bands: [{ name: "wide", color: 1, lo: all(0.5), hi: all(9) }] } : other), []);
		return new Promise(done => requestAnimationFrame(() => { const y = document.querySelector("#gap .plot").plot.scales.y; done([y.min, y.max]); })); })()`)
	require.LessOrEqual(t, ends[0], 0.5)
	require.GreaterOrEqual(t, ends[1], 9.0)
	ticks := eval[[]string](t, b, `(() => { const charts = [...document.querySelectorAll(".plot")].map(host => host.chart), c = charts.find(c => c.id === "gap");
		const names = c.at.map(x => new Date(Date.UTC(2025, 11 + x)).toISOString().slice(0, 7));
		cogap.show(charts.map(other => other === c ? { ...c, names } : other), []);
		return new Promise(done => requestAnimationFrame(() => { done(document.querySelector("#gap .plot").plot.axes[0]._splits.map(x => names[c.at.indexOf(x)])); })); })()`)
	require.Equal(t, []string{"2026-01", "2026-07", "2027-01", "2027-07", "2028-01", "2028-07"}, ticks)
	for _, c := range [][3]string{{"number", "28301600000", "28.3bn"}, {"number", "-0.3751", "−0.3751"}, {"money", "360", "360u"}, {"money", "-3517000000", "−3.517bn u"}, {"share", "0.335005", "33.50%"}} {
		require.Equal(t, c[2], eval[string](t, b, fmt.Sprintf(`cogap.format(%q, %s, true)`, c[0], c[1])))
	}
	require.Equal(t, "28.3bn", eval[string](t, b, `cogap.format("number", 28301600000)`))
}

// TestPaper: in print the page is light, all parameters are listed, and afterwards all is as before.
func TestPaper(t *testing.T) {
	t.Parallel()
	b := open(t, night, nil)
	background := `getComputedStyle(document.body).backgroundColor`
	before := eval[string](t, b, background)
	pdf, err := chromedp.Run(b, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(t.ArtifactDir(), "paper.pdf"), pdf, 0o666))
	b.until(t, background+` === "`+before+`"`)

	b.do(t, command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 720, Height: 1000, DeviceScaleFactor: 2}))
	eval[bool](t, b, `dispatchEvent(new Event("beforeprint"))`)
	require.Equal(t, "rgb(255, 255, 255)", eval[string](t, b, background))
	require.True(t, eval[bool](t, b, `document.querySelector("details.paper").open`))
	b.shoot(t, "paper")
	eval[bool](t, b, `dispatchEvent(new Event("afterprint"))`)
	require.Equal(t, before, eval[string](t, b, background))
}

// TestWithoutScripts: the numbers of every chart are in the page itself.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	b := open(t, desktop, nil)
	b.do(t, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}), chromedp.Reload(), chromedp.WaitReady(chromedp.CSS("#ladder table")))
	require.Zero(t, eval[int](t, b, `document.querySelectorAll("canvas").length`))
	require.Equal(t, 8, eval[int](t, b, `[...document.querySelectorAll("figure")].filter(f => f.querySelectorAll("tbody tr").length > 10).length`))
}
