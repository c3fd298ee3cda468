package live_test

import (
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/live"
	"github.com/cogap/cogap/live/page"
	"github.com/cogap/cogap/market"
	"github.com/cogap/cogap/observe"
	"github.com/cogap/cogap/population"
	"github.com/cogap/cogap/scenario"
)

// few is a scenario that runs in no time.
func few() cogap.Scenario {
	s := cogap.Plain()
	s.Months, s.Population.Scale = 6, 20_000
	s.Market.Tiers[0].Price = market.Steps([]int{0, 3}, []float64{100, 400})
	return s
}

// handler returns a handler that gives runs all the time that they need, on however busy a machine, unless told otherwise.
func handler(t testing.TB, s cogap.Scenario, l live.Limits) *live.Handler {
	t.Helper()
	l.Time = cmp.Or(l.Time, time.Hour)
	h, err := live.New(live.Options{Scenario: s, Limits: l, Hosts: []string{"cogap.example"}})
	require.NoError(t, err)
	return h
}

// ask sends a request as the page would, with headers changed in pairs.
func ask(h http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// question is the body of a request to run.
func question(t testing.TB, s cogap.Scenario, set map[string]string) string {
	t.Helper()
	link, err := page.Encode(s)
	require.NoError(t, err)
	body, err := json.Marshal(map[string]any{"link": link, "set": set})
	require.NoError(t, err)
	return string(body)
}

// answer is what tests read of an answer.
type answer struct {
	Link, Name, Seed, Digest string
	Tables                   []struct {
		ID   string
		Rows [][]string
	}
	Charts  []struct{ ID string }
	Lean    bool
	Figures []struct {
		ID    string
		Value []*float64
	}
	Knobs []page.Knob
	Dots  page.Dots
}

// number is that of a figure, by its id, as the page's script finds it.
func (a answer) number(t testing.TB, id string) float64 {
	t.Helper()
	for _, f := range a.Figures {
		if f.ID == id {
			return *f.Value[0]
		}
	}
	require.Fail(t, "no figure", id)
	return 0
}

func decoded(t testing.TB, w *httptest.ResponseRecorder) answer {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	var a answer
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
	return a
}

func TestPage(t *testing.T) {
	h := handler(t, few(), live.Limits{})
	w := ask(h, "GET", "/", "", "Sec-Fetch-Site", "cross-site") // a link elsewhere may lead here
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Access-Control-Allow-Origin": "",
	} {
		require.Equal(t, want, w.Header().Get(name), name)
	}
	policy := w.Header().Get("Content-Security-Policy")
	require.Regexp(t, `^default-src 'none'; script-src( 'sha256-[^']+'){3}; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'; connect-src 'self'; frame-ancestors 'none'$`, policy)
	page := w.Body.String()
	require.NotRegexp(t, regexp.MustCompile(`\son[a-z]+=|\sstyle=|https?://[^ "']+\.js`), strings.Join(regexp.MustCompile(`(?s)<body>.*?<script`).FindAllString(page, -1), ""))
	for _, name := range scenario.Names() {
		require.True(t, strings.Contains(page, ">"+name+"</option>"), name)
	}
}

// TestRun: the answer is that of the library, to the digest; watching people and the round trip through a link change nothing.
func TestRun(t *testing.T) {
	s := few()
	a := decoded(t, ask(handler(t, s, live.Limits{}), "POST", "/run", question(t, s, nil)))
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, r.Manifest.Result, a.Digest)
	require.Equal(t, "1", a.Seed)
	require.Equal(t, float64(cogap.SOTA(r.Last().Total)), a.number(t, "sota"))
	require.InEpsilon(t, r.Last().SOTAShare(), a.number(t, "sota_share"), 1e-5)
	require.InEpsilon(t, r.Last().SOTAGap().Value, a.number(t, "sota_gap"), 1e-5)
	require.Equal(t, "ladder", a.Charts[0].ID)
	require.False(t, a.Lean)
	back, err := page.Decode(a.Link, 1<<20)
	require.NoError(t, err)
	require.Equal(t, s, back)
}

func TestRunChanges(t *testing.T) {
	s := few()
	h := handler(t, s, live.Limits{})
	a := decoded(t, ask(h, "POST", "/run", question(t, s, map[string]string{
		"market.tiers[0].price.values[1]": "250", "market.tiers[0].price.months[1]": "2", "behaviour.risk_aversion": "3.5",
		"market.policies[0].share": "0.25", "seed": "18446744073709551615",
	})))
	back, err := page.Decode(a.Link, 1<<20)
	require.NoError(t, err)
	s.Market.Tiers[0].Price = market.Steps([]int{0, 2}, []float64{100, 250})
	s.Behaviour.RiskAversion, s.Seed = 3.5, math.MaxUint64
	s.Market.Policies = []market.Policy{market.Voucher(0.25)}
	require.Equal(t, s, back)
	require.Equal(t, "18446744073709551615", a.Seed)

	a = decoded(t, ask(h, "POST", "/run", question(t, s, map[string]string{"market.policies[0].share": "0"})))
	back, err = page.Decode(a.Link, 1<<20)
	require.NoError(t, err)
	require.Nil(t, back.Market.Policies, "a voucher of nothing is none")
}

func TestRefused(t *testing.T) {
	s := few()
	h := handler(t, s, live.Limits{Limits: page.Limits{Agents: 20_000, Months: 12, Sums: 15_000, Bytes: 40_000}})
	with := func(path, value string) string { return question(t, s, map[string]string{path: value}) }
	good := question(t, s, nil)
	for name, c := range map[string]struct {
		method, path, body string
		header             []string
		status             int
		message            string
	}{
		"another host":      {"GET", "/", "", []string{"Host", "evil.example"}, 421, `got host \"evil.example\"`},
		"rebound":           {"POST", "/run", good, []string{"Host", "evil.example:8080"}, 421, `got host`},
		"another site":      {"POST", "/run", good, []string{"Sec-Fetch-Site", "cross-site"}, 403, "another site"},
		"same site":         {"POST", "/run", good, []string{"Sec-Fetch-Site", "same-site"}, 403, "another site"},
		"another origin":    {"POST", "/run", good, []string{"Sec-Fetch-Site", "", "Origin", "http://evil.example"}, 403, "another site"},
		"a form":            {"POST", "/run", good, []string{"Content-Type", "text/plain"}, 415, "want application/json"},
		"a get":             {"GET", "/run", "", nil, 405, ""},
		"a put":             {"PUT", "/run", good, nil, 405, ""},
		"no such page":      {"GET", "/etc/passwd", "", nil, 404, ""},
		"no such file":      {"POST", "/files/passwd", good, nil, 404, "which there is not"},
		"no JSON":           {"POST", "/run", "link=1", nil, 400, "request: "},
		"unknown name":      {"POST", "/run", `{"lnik":"1"}`, nil, 400, "unknown field"},
		"more behind":       {"POST", "/run", good + "{}", nil, 400, "got more behind the JSON"},
		"garbage behind":    {"POST", "/run", good + "]", nil, 400, "got more behind the JSON"},
		"too many changes":  {"POST", "/run", question(t, s, many(51)), nil, 400, "got 51 parameters, want at most 50"},
		"a long path":       {"POST", "/run", with(strings.Repeat("a", 1000), "1"), nil, 400, "a path of 1000 bytes"},
		"a long value":      {"POST", "/run", with("seed", strings.Repeat("1", 18_000)), nil, 400, "a value of 18000"},
		"no link":           {"POST", "/run", `{}`, nil, 400, "not a whole link"},
		"garbage":           {"POST", "/run", `{"link":"1AAAA"}`, nil, 400, "not a whole link"},
		"too large":         {"POST", "/run", `{"link":"1` + strings.Repeat("A", 50_000) + `"}`, nil, 413, "too large"},
		"no such parameter": {"POST", "/run", with("behaviour.risk_aversoin", "1"), nil, 422, "did you mean behaviour.risk_aversion?"},
		"out of range":      {"POST", "/run", with("behaviour.risk_aversion", "-1"), nil, 422, "behaviour.risk_aversion: got -1"},
		"descending":        {"POST", "/run", with("market.tiers[0].price.months[1]", "0"), nil, 422, "market.tiers[0].price.months"},
		"too many people":   {"POST", "/run", with("population.scale", "100"), nil, 422, "want at most 20000 on this page"},
		"too many sums":     {"POST", "/run", with("months", "10"), nil, 422, "months: got 10, which makes 16620 sums with 831 strata and tiers up to 1, want at most 15000"},
		"too many months":   {"POST", "/run", with("months", "13"), nil, 422, "months: got 13, want at most 12 on this page"},
	} {
		t.Run(name, func(t *testing.T) {
			w := ask(h, c.method, c.path, c.body, c.header...)
			require.Equal(t, c.status, w.Code, w.Body)
			require.Contains(t, w.Body.String(), c.message)
			if c.message != "" {
				var problems struct {
					Problems []struct{ Path, Message string }
				}
				require.NoError(t, json.Unmarshal(w.Body.Bytes(), &problems))
				require.NotEmpty(t, problems.Problems)
			}
		})
	}
	for _, host := range []string{"localhost", "localhost:1", "LOCALHOST", "127.0.0.1", "[::1]:80", "[::1]", "192.168.1.5:99", "cogap.example:80"} {
		require.Equal(t, http.StatusOK, ask(h, "GET", "/", "", "Host", host).Code, host)
	}
	for _, host := range []string{"", "localhost.evil.example", "127.0.0.1.evil.example", "cogap.example.evil", "0x7f000001x"} {
		require.Equal(t, http.StatusMisdirectedRequest, ask(h, "GET", "/", "", "Host", host).Code, host)
	}
}

// many is that many changes of parameters that there are not.
func many(n int) map[string]string {
	set := map[string]string{}
	for i := range n {
		set[fmt.Sprintf("behaviour.none[%d]", i)] = "1"
	}
	return set
}

// TestSaysEnough: of many problems some are said, and each is short, so that refusing takes little.
func TestSaysEnough(t *testing.T) {
	s := few()
	for range 400 {
		s.Market.Policies = append(s.Market.Policies, market.Policy{Name: strings.Repeat("x", 1500)})
	}
	w := ask(handler(t, few(), live.Limits{}), "POST", "/run", question(t, s, many(50)))
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	require.Less(t, w.Body.Len(), 25_000)
	require.Contains(t, w.Body.String(), "there are more problems")
	w = ask(handler(t, few(), live.Limits{}), "POST", "/run", question(t, s, nil))
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	require.Less(t, w.Body.Len(), 25_000)
	require.Contains(t, w.Body.String(), "there are more problems")
}

func TestFiles(t *testing.T) {
	s := few()
	h := handler(t, s, live.Limits{})
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	for name, want := range map[string]string{
		"report.html": "<!DOCTYPE html>", "result.json": r.Manifest.Result, "series.csv": "month,date", "tiers.csv": "month,date",
		"deciles.csv": "month,date", "strata.csv": "month,date", "scenario.yaml": r.Manifest.Result,
	} {
		w := ask(h, "POST", "/files/"+name, question(t, s, nil))
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, w.Body.String(), want, name)
		require.Equal(t, `attachment; filename="`+name+`"`, w.Header().Get("Content-Disposition"))
	}
	back, err := scenario.Read(strings.NewReader(ask(h, "POST", "/files/scenario.yaml", question(t, s, nil)).Body.String()), "it")
	require.NoError(t, err)
	require.Equal(t, s, back)
}

// TestObserved: what a scenario collects stays in its link and its file, and is left to cogap run.
func TestObserved(t *testing.T) {
	s := few()
	s.Statistics.Panel = observe.Panel{People: 100_000, By: []string{"stratum"}}
	s.Statistics.Collect = []observe.Collect{{Name: "left", Aggregate: "share", Where: "!access"}}
	h := handler(t, s, live.Limits{})
	a := decoded(t, ask(h, "POST", "/run", question(t, s, nil)))
	back, err := page.Decode(a.Link, 1<<20)
	require.NoError(t, err)
	require.Equal(t, s.Statistics.Panel, back.Statistics.Panel)
	plain, err := cogap.Run(t.Context(), few(), cogap.Options{})
	require.NoError(t, err)
	require.Equal(t, plain.Manifest.Result, a.Digest)
	require.True(t, a.Lean, "and the page says so")
	for _, name := range []string{"report.html", "result.json", "series.csv"} {
		require.NotContains(t, ask(h, "POST", "/files/"+name, question(t, s, nil)).Body.String(), "!access", "%s is of a run that collected nothing", name)
	}
	file := ask(h, "POST", "/files/scenario.yaml", question(t, s, nil)).Body.String()
	require.Contains(t, file, "!access")
	require.NotContains(t, file, plain.Manifest.Result, "nor was this run")
	whole, err := scenario.Read(strings.NewReader(file), "it")
	require.NoError(t, err)
	require.Equal(t, s, whole)
	s.Statistics.Collect[0].Where = "income >"
	w := ask(h, "POST", "/run", question(t, s, nil))
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	require.Contains(t, w.Body.String(), "statistics.collect[0].where")
}

// slow is a rule that waits in each chunk until it may go on.
type slow struct {
	agent.Standard
	started chan<- struct{}
	goOn    <-chan struct{}
}

func (r slow) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	select {
	case r.started <- struct{}{}:
	default:
	}
	<-r.goOn
	r.Standard.Step(b, m, dst)
}

// TestBusy: beyond the runs that may go on at once and those that may wait, requests are refused, to be made later.
func TestBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		s := few()
		s.Rule = slow{goOn: goOn}
		h := handler(t, s, live.Limits{Runs: 1, Waiting: 1})
		body := question(t, s, nil)
		answers := make(chan int, 2)
		for range cap(answers) {
			go func() { answers <- ask(h, "POST", "/run", body).Code }()
		}
		synctest.Wait() // one runs, one waits
		w := ask(h, "POST", "/run", body)
		require.Equal(t, http.StatusTooManyRequests, w.Code)
		require.Equal(t, "1", w.Header().Get("Retry-After"))
		close(goOn)
		require.Equal(t, http.StatusOK, <-answers)
		require.Equal(t, http.StatusOK, <-answers)
	})
}

// tired is a rule that takes a second for each chunk, of the clock of a synctest.
type tired struct{ agent.Standard }

func (r tired) Step(b *agent.Block, m *agent.Month, dst *agent.Sums) {
	time.Sleep(time.Second)
	r.Standard.Step(b, m, dst)
}

// TestTime: a run that takes too long ends, and so does one that nobody waits for any more, before the chunks after those
// at work.
func TestTime(t *testing.T) {
	s := few()
	s.Rule = tired{}
	for name, c := range map[string]struct {
		limit, patience, ends time.Duration
		says                  string
	}{
		"too long":  {10 * time.Second, time.Hour, 10 * time.Second, "took longer than 10s"},
		"gone away": {time.Hour, 5 * time.Second, 5 * time.Second, "cancelled"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := handler(t, s, live.Limits{Time: c.limit})
				ctx, leave := context.WithCancel(t.Context())
				defer time.AfterFunc(c.patience, leave).Stop()
				r := httptest.NewRequestWithContext(ctx, "POST", "http://localhost/run", strings.NewReader(question(t, s, nil)))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				begin := time.Now()
				h.ServeHTTP(w, r)
				require.Equal(t, http.StatusServiceUnavailable, w.Code)
				require.Contains(t, w.Body.String(), c.says)
				require.InDelta(t, c.ends, time.Since(begin), float64(time.Second))
			})
		})
	}
}

// TestServe: the server ends at once when it is told to, whatever runs, and says nothing is wrong.
func TestServe(t *testing.T) {
	started, goOn := make(chan struct{}), make(chan struct{})
	s := few()
	s.Rule = slow{started: started, goOn: goOn}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- live.Serve(ctx, l, handler(t, s, live.Limits{})) }()
	answered := make(chan int, 1)
	go func() {
		w, err := http.Post("http://"+l.Addr().String()+"/run", "application/json", strings.NewReader(question(t, s, nil)))
		if err != nil {
			answered <- 0
			return
		}
		defer w.Body.Close()
		answered <- w.StatusCode
	}()
	<-started
	stop()
	close(goOn)
	require.Equal(t, http.StatusServiceUnavailable, <-answered, "the run was cancelled, and that was said")
	require.NoError(t, <-ended)
	_, err = http.Get("http://" + l.Addr().String())
	require.Error(t, err)
}

func TestNewErrors(t *testing.T) {
	s := few()
	s.Behaviour.RiskAversion, s.Months = -1, 0
	_, err := live.New(live.Options{Scenario: s})
	require.ErrorContains(t, err, "behaviour.risk_aversion: got -1")
	require.ErrorContains(t, err, "months: got 0")
	_, err = live.New(live.Options{Scenario: cogap.Plain()})
	require.ErrorContains(t, err, "which makes 1409235 agents, want at most 1000000")
}

// TestDots: the dots tell of the people what the run does, by income, in every month.
func TestDots(t *testing.T) {
	s, err := page.Quick(cogap.Plain())
	require.NoError(t, err)
	a := decoded(t, ask(handler(t, s, live.Limits{}), "POST", "/run", question(t, s, nil)))
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	const n = 2000
	require.Len(t, a.Dots.Months, 36)
	require.InDelta(t, float64(r.Manifest.People)/n, a.Dots.Each, 1)
	for t0 := range r.Months {
		m, states := &r.Months[t0], a.Dots.Months[t0]
		require.Len(t, states, n)
		count := func(letter string) float64 { return float64(strings.Count(states, letter)) / n }
		require.InDelta(t, m.SOTAShare(), count("s"), 0.015, "month %d", t0)
		require.InDelta(t, m.Filtered(agent.OptedOut), count("o"), 0.02, "month %d", t0)
		require.InDelta(t, m.Filtered(agent.PricedOut), count("p"), 0.01, "month %d", t0)
		if t0 == 0 { // dots are by the income at the end of the first month
			for d, share := range m.SOTAShareByDecile() {
				require.InDelta(t, share, float64(strings.Count(states[d*n/10:(d+1)*n/10], "s"))/(n/10), 0.04, "tenth %d", d+1)
			}
		}
	}
	for d := range 9 {
		require.Less(t, slices.Max(a.Dots.Income[d*n/10:(d+1)*n/10]), slices.Min(a.Dots.Income[(d+1)*n/10:(d+2)*n/10])+1)
	}
	for i, g := range a.Dots.Group {
		require.Less(t, g, len(a.Dots.Groups), i)
	}
}

// TestDotsOfFew: with fewer agents than dots, everybody is shown.
func TestDotsOfFew(t *testing.T) {
	s := few()
	s.Population.Source, s.Population.Strata = "", scenarioOfOwn()
	s.Population.Scale = 7
	a := decoded(t, ask(handler(t, s, live.Limits{}), "POST", "/run", question(t, s, nil)))
	require.Len(t, a.Dots.Income, 143)
	require.InDelta(t, 1000.0/143, a.Dots.Each, 1e-9)
	require.Equal(t, []string{"clerks"}, a.Dots.Groups)
}

// FuzzRequest asks with any scenario, as JSON in a link, and a change of it, or with any body: the answer is whole JSON, with
// the run or with what is wrong, and is short then.
func FuzzRequest(f *testing.F) {
	for _, s := range []cogap.Scenario{few(), {}} {
		text, err := json.Marshal(s)
		require.NoError(f, err)
		f.Add(text, "behaviour.risk_aversion", "2", false)
		f.Add(text[:len(text)-1], "seed", "", false)
	}
	f.Add([]byte(`{"months":2,"market":{"tiers":[{},{},{"price":{"values":[1e308]}}],"policies":[{}]}}`), "market.policies[0].share", "1e999", false)
	f.Add([]byte(`{"population":{"scale":1000000,"strata":[{"income":[{"p":0.1,"value":5e-324}]}]}}`), "population.strata[0].income", "[{}]", false)
	f.Add([]byte(`{"link":"1","set":{"":""}}`), "", "", true)
	f.Add([]byte(`{"link":"1"}[]`), "", "", true)
	h := handler(f, few(), live.Limits{Limits: page.Limits{Agents: 10_000, Months: 6, Sums: 10_000, Bytes: 1 << 14}})
	f.Fuzz(func(t *testing.T, text []byte, path, value string, raw bool) {
		if !raw {
			text, _ = json.Marshal(map[string]any{"link": linkOf(t, text), "set": map[string]string{path: value}})
		}
		w := ask(h, "POST", "/run", string(text))
		require.Contains(t, []int{http.StatusOK, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity}, w.Code)
		require.True(t, json.Valid(w.Body.Bytes()))
		if w.Code != http.StatusOK {
			require.Less(t, w.Body.Len(), 50_000)
			require.Contains(t, w.Body.String(), `"message"`)
		}
	})
}

// linkOf is the link of any text in the place of a scenario's.
func linkOf(t testing.TB, text []byte) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	require.NoError(t, err)
	_, err = w.Write(text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return "1" + base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// BenchmarkRun is the time from a request to the whole answer: the run, the page's parts, the dots, the JSON.
func BenchmarkRun(b *testing.B) {
	s, err := page.Quick(cogap.Plain())
	require.NoError(b, err)
	h := handler(b, s, live.Limits{})
	for name, set := range map[string]map[string]string{"plain": nil, "voucher": {"market.policies[0].share": "0.1"}} {
		b.Run("people=1e5/"+name, func(b *testing.B) {
			body := question(b, s, set)
			b.ReportAllocs()
			for b.Loop() {
				if w := ask(h, "POST", "/run", body); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
			steps := float64(page.QuickAgents * s.Months)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/steps, "ns/agent-step")
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/answer")
		})
	}
}

func scenarioOfOwn() []population.Stratum {
	return []population.Stratum{{
		Code: "1", Name: "clerks", Group: "office", People: 1000,
		Income: []population.Quantile{{P: 0.1, Value: 1500}, {P: 0.5, Value: 3000}, {P: 0.9, Value: 7000}},
		Direct: [population.Domains]float64{0, 0, 0.1, 0.1, 0.2},
		Full:   [population.Domains]float64{0, 0, 0.2, 0.2, 0.4},
	}}
}
