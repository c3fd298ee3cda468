// Package live serves the page of a report that answers at once: sliders change the scenario, a run follows, and the
// charts are drawn anew.
//
// What you want, and the call:
//
//	a page on a server of yours        New, an http.Handler
//	a server that stops when told to   Serve
//
// What the page asks is answered by package page.
//
// Runs cost processor time, so a [Handler] bounds what a request may cost before it reads anything of it (see [Limits]):
// requests wait for their turn in the order in which they came, what does not fit into the queue is refused, and the work
// for a request ends with its time or when its client leaves. It answers only pages of its own: it refuses hosts that
// it does not know (DNS rebinding) and requests to run that come from other sites. It has no users and no passwords; keep it
// on localhost or behind something that has.
package live

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/live/page"
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
	page.Limits               // of a question; Bytes are those of a request too
	Time        time.Duration // of a run, with all that it takes to read a request and to answer it
	Runs        int           // at once
	Waiting     int           // requests that wait for others to end; more are refused. Negative: none waits
	Wait        time.Duration // for a turn
}

// DefaultLimits are some ten times what the page needs. Waiting costs next to nothing, and clients that are refused come
// again at once: so many may wait, each for a minute.
func DefaultLimits() Limits {
	return Limits{
		Limits: page.DefaultLimits(), Time: 10 * time.Second, Runs: 2, Waiting: 254, Wait: time.Minute,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	return Limits{
		l.Limits.OrDefault(), cmp.Or(l.Time, d.Time), cmp.Or(l.Runs, d.Runs), cmp.Or(l.Waiting, d.Waiting), cmp.Or(l.Wait, d.Wait),
	}
}

// Handler serves the page, runs scenarios for it, and files of their results.
type Handler struct {
	options Options
	limits  Limits
	page    []byte
	policy  string
	handler http.Handler
	queue   queue
	answers *page.Page
}

// New returns a handler. The page's addresses are relative, so it can be mounted at any path that ends in a slash, with
// http.StripPrefix. Its error is that of a scenario that is not valid or goes beyond the limits.
func New(o Options) (*Handler, error) {
	h := &Handler{options: o, limits: o.Limits.orDefault()}
	h.answers = page.New(page.Options{Rule: o.Scenario.Rule, Workers: o.Workers, Limits: h.limits.Limits, Files: files()})
	if err := h.answers.Check(o.Scenario); err != nil {
		return nil, err
	}
	h.queue = newQueue(h.limits.Runs, h.limits.Waiting)
	if err := h.writePage(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.servePage)
	for _, address := range h.answers.Addresses() {
		mux.HandleFunc("POST /"+address, func(w http.ResponseWriter, r *http.Request) { h.inTurn(w, r, address) })
	}
	mux.HandleFunc("POST /files/{name}", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, &refusal{http.StatusNotFound, fmt.Errorf("got the file %.100q, which there is not", r.PathValue("name"))})
	})
	h.handler = h.guarded(mux)
	return h, nil
}

// files are those that a server hands out.
func files() []page.File { return append([]page.File{page.ReportFile()}, page.Files()...) }

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

// writePage makes the page, which is the same for everybody.
func (h *Handler) writePage() error {
	d, err := page.Document(h.options.Scenario, files())
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := d.Write(&text); err != nil {
		return err
	}
	h.page, h.policy = []byte(text.String()), d.Policy()
	return nil
}

func (h *Handler) servePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(h.page) // if it fails, nobody is there to be told
}
