package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/cogap/cogap/live/page"
)

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

// statusOf is the status of a question that is at fault.
var statusOf = map[page.Fault]int{
	page.Unknown: http.StatusNotFound, page.Malformed: http.StatusBadRequest, page.Unfit: http.StatusUnprocessableEntity,
}

// How long a client may take to send a request's body, and to take the answer.
const (
	bodyTime  = 5 * time.Second
	writeTime = 30 * time.Second
)

// inTurn answers a question to one of the page's addresses once its turn has come. It takes a place in the queue before it
// reads anything, and all that it does in its turn ends with the time of a run, or when the client leaves.
func (h *Handler) inTurn(w http.ResponseWriter, r *http.Request, address string) {
	if !h.queue.enter() {
		refuse(w, errBusy)
		return
	}
	defer h.queue.leave()
	body, err := h.readBody(w, r)
	var reply page.Reply
	if err == nil {
		reply, err = h.work(r.Context(), address, body)
	}
	// After the turn, as a client may be slow to read. Where deadlines can't be set, the server's own hold.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	if err != nil {
		refuse(w, err)
		return
	}
	write(w, reply)
}

func write(w http.ResponseWriter, reply page.Reply) {
	w.Header().Set("Content-Type", reply.Kind)
	if reply.File != "" {
		w.Header().Set("Content-Disposition", `attachment; filename="`+reply.File+`"`)
	}
	w.Write(reply.Text) // if it fails, nobody is there to be told
}

// work waits for a turn and does the work that answers a request.
func (h *Handler) work(ctx context.Context, address string, body []byte) (page.Reply, error) {
	waiting, stop := context.WithTimeoutCause(ctx, h.limits.Wait, errWait)
	defer stop()
	if err := h.queue.turn(waiting); err != nil {
		return page.Reply{}, err
	}
	defer h.queue.end()
	tooLong := &refusal{http.StatusServiceUnavailable, fmt.Errorf("the run took longer than %v, which is the most on this server", h.limits.Time)}
	ctx, stop = context.WithTimeoutCause(ctx, h.limits.Time, tooLong)
	defer stop()
	reply, err := h.answers.Reply(ctx, address, body, nil)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx) // that is what the error is about
	}
	return reply, err
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

// refuse answers with what is wrong, as JSON: the path of a parameter and a message, for each problem.
func refuse(w http.ResponseWriter, err error) {
	if errors.Is(err, context.Canceled) {
		err = errGone
	}
	status := http.StatusInternalServerError
	if fault, ok := errors.AsType[*page.Error](err); ok {
		status = statusOf[fault.Fault]
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		status, err = r.status, r.err
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(page.Refusal(err)) // if it fails, nobody is there to be told
}
