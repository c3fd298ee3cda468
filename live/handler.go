// Package live serves the page of a report that answers at once: sliders change the scenario, a run follows, and the
// charts are drawn anew.
//
// What you want, and the call:
//
//	a page on a server of yours        New, an http.Handler
//	a server that stops when told to   Serve
//	a scenario small enough to be live Quick
//	the text of a link, and back       Encode, Decode
//
// Runs cost processor time, so a [Handler] bounds what a request may cost before it reads anything of it (see [Limits]):
// requests wait for their turn in the order in which they came, what does not fit into the queue is refused, and the work
// for a request ends with its time or when its client leaves. It answers only pages of its own: it refuses hosts that
// it does not know (DNS rebinding) and requests to run that come from other sites. It has no users and no passwords; keep it
// on localhost or behind something that has.
package live

import (
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	_ "embed"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
	"github.com/cogap/cogap/scenario"
)

// Options say what a Handler serves.
type Options struct {
	// Scenario is what the page opens with. A rule of the user's own holds for all runs.
	Scenario cogap.Scenario
	// Hosts are the names under which the handler may be asked, beside localhost and addresses in numbers.
	Hosts []string
	// Workers is how many goroutines a run has; 0 means one for each processor.
	Workers int
	// Limits bound what a request may cost; those that are 0 are those of DefaultLimits.
	Limits Limits
}

// Limits bound what requests may cost. A request has five seconds to come beside, and its client half a minute to take the answer.
type Limits struct {
	Agents  int           // simulated people of a run
	Months  int           // of a run
	Strata  int           // of a scenario
	Sums    int           // that a result keeps, of about 100 bytes each: months times strata times tiers, none among them
	Bytes   int64         // of a request, and of a scenario in it
	Time    time.Duration // of a run, with all that it takes to read a request and to answer it
	Runs    int           // at once
	Waiting int           // requests that wait for others to end; more are refused. Negative: none waits
	Wait    time.Duration // for a turn
}

// DefaultLimits are some ten times what the page needs. Waiting costs next to nothing, and clients that are refused come
// again at once: so many may wait, each for a minute.
func DefaultLimits() Limits {
	return Limits{
		Agents: 1_000_000, Months: 240, Strata: 5000, Sums: 500_000, Bytes: 1 << 20,
		Time: 10 * time.Second, Runs: 2, Waiting: 254, Wait: time.Minute,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	return Limits{
		orElse(l.Agents, d.Agents), orElse(l.Months, d.Months), orElse(l.Strata, d.Strata), orElse(l.Sums, d.Sums), orElse(l.Bytes, d.Bytes),
		orElse(l.Time, d.Time), orElse(l.Runs, d.Runs), orElse(l.Waiting, d.Waiting), orElse(l.Wait, d.Wait),
	}
}

func orElse[T int | int64 | time.Duration](x, otherwise T) T {
	if x == 0 {
		return otherwise
	}
	return x
}

// QuickAgents is how many agents live a scenario that answers in about half a second on two cores.
const QuickAgents = 100_000

// Quick returns the scenario with about QuickAgents agents, if it has more. Its error is that of a scenario that is not valid.
func Quick(s cogap.Scenario) (cogap.Scenario, error) {
	scale, err := s.Population.ScaleFor(QuickAgents)
	s.Population.Scale = max(s.Population.Scale, scale)
	return s, err
}

// Handler serves the page, runs scenarios for it, and files of their results.
type Handler struct {
	options Options
	limits  Limits
	page    []byte
	policy  string
	handler http.Handler
	queue   queue
	last    atomic.Pointer[cogap.Model] // of the scenario that was asked for last
}

// New returns a handler. The page's addresses are relative, so it can be mounted at any path that ends in a slash, with
// http.StripPrefix. Its error is that of a scenario that is not valid or goes beyond the limits.
func New(o Options) (*Handler, error) {
	h := &Handler{options: o, limits: o.Limits.orDefault()}
	if _, err := h.job(o.Scenario); err != nil {
		return nil, err
	}
	h.queue = newQueue(h.limits.Runs, h.limits.Waiting)
	if err := h.writePage(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.servePage)
	mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) { h.inTurn(w, r, h.answerRun) })
	mux.HandleFunc("POST /files/{name}", h.serveFile)
	h.handler = h.guarded(mux)
	return h, nil
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.handler.ServeHTTP(w, r) }

// guarded returns next behind what keeps other sites out.
func (h *Handler) guarded(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, &refusal{http.StatusForbidden, errors.New("this request is from another site")})
	}))
	next = sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", h.policy+"; frame-ancestors 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		if !h.isOurs(r.Host) {
			refuse(w, &refusal{http.StatusMisdirectedRequest, fmt.Errorf("got host %.100q, want localhost, an address in numbers or a name that the server was given", r.Host)})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isOurs reports whether a host is one that the page is served under. Names of others could be made to lead here (DNS
// rebinding); addresses in numbers could not.
func (h *Handler) isOurs(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]") // without a port
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	name = strings.ToLower(name)
	return name == "localhost" || slices.Contains(h.options.Hosts, name)
}

// The page's own parts.
var (
	//go:embed assets/live.html
	bodyHTML string
	//go:embed assets/live.css
	liveCSS string
	//go:embed assets/live.js
	liveJS string
)

var bodyTemplate = template.Must(template.New("body").Parse(bodyHTML))

// choice is a scenario that the page can open.
type choice struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Link    string `json:"link"`
}

// writePage makes the page, which is the same for everybody: it asks for its first run itself.
func (h *Handler) writePage() error {
	choices, err := h.choices()
	if err != nil {
		return err
	}
	var body, page strings.Builder
	if err := bodyTemplate.Execute(&body, choices); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	d := report.Document{
		Title:       "Who can still pay for state-of-the-art AI? – live",
		Description: "A whole population decides, month by month, whether it can still pay for state-of-the-art AI. Change what it costs and see who is left.",
		Body:        template.HTML(body.String()),
		Data:        map[string]any{"choices": choices, "files": fileNames()},
		Style:       liveCSS, Script: liveJS, Connects: true,
	}
	if err := d.Write(&page); err != nil {
		return err
	}
	h.page, h.policy = []byte(page.String()), d.Policy()
	return nil
}

// choices lists the scenario that is served, then the built-in ones.
func (h *Handler) choices() ([]choice, error) {
	link, err := Encode(h.options.Scenario)
	list := []choice{{h.options.Scenario.Name, "the scenario that this page was opened with", link}}
	for _, name := range scenario.Names() {
		s, loadErr := scenario.Load(name)
		s, quickErr := Quick(s)
		link, linkErr := Encode(s)
		err = errors.Join(err, loadErr, quickErr, linkErr)
		if link != list[0].Link {
			list = append(list, choice{name, scenario.Summary(name), link})
		}
	}
	return list, err
}

func (h *Handler) servePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(h.page) // if it fails, nobody is there to be told
}
