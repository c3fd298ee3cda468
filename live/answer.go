package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/cogap/cogap"
)

// reply is what a request is answered with.
type reply struct {
	kind string // content type
	file string // under which browsers keep it, if not empty
	text []byte
}

func (a reply) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", a.kind)
	if a.file != "" {
		w.Header().Set("Content-Disposition", `attachment; filename="`+a.file+`"`)
	}
	w.Write(a.text) // if it fails, nobody is there to be told
}

// refusal is an error that says with which status a request is refused.
type refusal struct {
	status int
	err    error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// Why requests end before they are answered.
var (
	errBusy = &refusal{http.StatusTooManyRequests, errors.New("too many runs at once; try again in a second")}
	errWait = &refusal{http.StatusServiceUnavailable, errors.New("too many others came first; try again in a second")}
	errGone = &refusal{http.StatusServiceUnavailable, errors.New("the run was cancelled")} // by the browser, which has gone on, or by the server's end
)

// How long a client may take to send a request's body, and to take the answer.
const (
	bodyTime  = 5 * time.Second
	writeTime = 30 * time.Second
)

// inTurn answers a request to run a scenario once its turn has come. It takes a place in the queue before it reads
// anything, and all that it does in its turn ends with the time of a run, or when the client leaves.
func (h *Handler) inTurn(w http.ResponseWriter, r *http.Request, work func(ctx context.Context, j *job) (reply, error)) {
	if !h.queue.enter() {
		refuse(w, errBusy)
		return
	}
	defer h.queue.leave()
	body, err := h.readBody(w, r)
	var a reply
	if err == nil {
		a, err = h.work(r.Context(), body, work)
	}
	// After the turn, as a client may be slow to read. Where deadlines can't be set, the server's own hold.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	if err != nil {
		refuse(w, err)
		return
	}
	a.write(w)
}

// work waits for a turn and does the work that answers a request.
func (h *Handler) work(ctx context.Context, body []byte, work func(ctx context.Context, j *job) (reply, error)) (reply, error) {
	waiting, stop := context.WithTimeoutCause(ctx, h.limits.Wait, errWait)
	defer stop()
	if err := h.queue.turn(waiting); err != nil {
		return reply{}, err
	}
	defer h.queue.end()
	tooLong := &refusal{http.StatusServiceUnavailable, fmt.Errorf("the run took longer than %v, which is the most on this server", h.limits.Time)}
	ctx, stop = context.WithTimeoutCause(ctx, h.limits.Time, tooLong)
	defer stop()
	j, err := h.parse(ctx, body)
	if err != nil {
		return reply{}, ended(ctx, err)
	}
	a, err := work(ctx, j)
	return a, ended(ctx, err)
}

// ended returns why a context ended, if that is what an error is about.
func ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// readBody reads a request's body, with limits to its size and to the time that it may take to come. Only once it is
// read does a server notice that a client leaves.
func (h *Handler) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, &refusal{http.StatusUnsupportedMediaType, fmt.Errorf("got content type %.100q, want application/json", r.Header.Get("Content-Type"))}
	}
	http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.limits.Bytes))
	if err == nil {
		return body, nil
	}
	status := http.StatusBadRequest
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		status = http.StatusRequestEntityTooLarge
	}
	return nil, &refusal{status, fmt.Errorf("request: %w", err)}
}

// How much is said of what is wrong.
const (
	mostProblems = 20
	mostMessage  = 1000 // bytes
)

// refuse answers with what is wrong, as JSON: the path of a parameter and a message, for each problem.
func refuse(w http.ResponseWriter, err error) {
	type one struct {
		Path    string `json:"path,omitempty"`
		Message string `json:"message"`
	}
	if errors.Is(err, context.Canceled) {
		err = errGone
	}
	status := http.StatusInternalServerError
	if r, ok := errors.AsType[*refusal](err); ok {
		status, err = r.status, r.err
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	list := []one{}
	for _, err := range flat(err) {
		if len(list) == mostProblems {
			list = append(list, one{Message: "there are more problems"})
			break
		}
		if p, ok := errors.AsType[*cogap.ParameterError](err); ok {
			list = append(list, one{shortened(p.Path), shortened(p.Error())})
			continue
		}
		list = append(list, one{Message: shortened(err.Error())})
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"problems": list}) // if it fails, nobody is there to be told
}

func shortened(text string) string {
	if len(text) <= mostMessage {
		return text
	}
	return text[:mostMessage] + "…"
}

// flat lists errors that others join.
func flat(err error) []error {
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var list []error
	for _, one := range several.Unwrap() {
		list = append(list, flat(one)...)
	}
	return list
}
