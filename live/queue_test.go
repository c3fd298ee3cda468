package live_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/live"
	"github.com/cogap/cogap/live/page"
)

// wire is a network inside a test: its connections are pipes, so that synctest's clock can go on while they wait.
type wire struct {
	dialled chan net.Conn
	closed  chan struct{}
}

func (w wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.dialled:
		return c, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

func (w wire) Close() error   { close(w.closed); return nil }
func (w wire) Addr() net.Addr { return &net.TCPAddr{} }

func (w wire) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case w.dialled <- there:
		return here, nil
	case <-w.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// post asks once, as a page would, and returns the status; 0 if the client left before there was one.
func post(ctx context.Context, client *http.Client, server string, body io.Reader) int {
	r, err := http.NewRequestWithContext(ctx, "POST", server+"/run", body)
	if err != nil {
		return 0
	}
	r.Header.Set("Content-Type", "application/json")
	reply, err := client.Do(r)
	if err != nil {
		return 0
	}
	defer reply.Body.Close()
	if _, err := io.Copy(io.Discard, reply.Body); err != nil {
		return 0
	}
	return reply.StatusCode
}

// served runs a test with a server of a scenario on a wire, on synctest's clock. No goroutine may be left in the end.
func served(t *testing.T, s cogap.Scenario, l live.Limits, test func(t *testing.T, w wire, client *http.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		before := goroutines()
		w := wire{make(chan net.Conn), make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- live.Serve(ctx, w, handler(t, s, l)) }()
		transport := &http.Transport{DialContext: w.dial, MaxIdleConnsPerHost: 1000}
		test(t, w, &http.Client{Transport: transport})
		transport.CloseIdleConnections()
		time.Sleep(time.Second) // what is at work ends with the chunk
		synctest.Wait()
		require.Equal(t, before+2, goroutines(), "the server's own two")
		stop()
		require.NoError(t, <-ended)
		synctest.Wait()
		require.Equal(t, before, goroutines())
	})
}

// goroutines counts those of the test's bubble; the runtime has some of its own that come and go.
func goroutines() int {
	stacks := make([]byte, 4<<20)
	return bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte(", synctest bubble "))
}

// brief is a scenario of which a run takes six steps of a second on synctest's clock, and next to nothing on others.
func brief() cogap.Scenario {
	s := few()
	s.Population.Source, s.Population.Strata, s.Population.Scale = "", scenarioOfOwn(), 7
	s.Rule = tired{}
	return s
}

// TestManyClients: 200 clients that ask again at once for two minutes get twice as many answers as one alone, as two run
// at once; none of them is refused; and nothing is left of them when they go.
func TestManyClients(t *testing.T) {
	answers := func(clients int) (answered, refused int) {
		served(t, brief(), live.Limits{Wait: 10 * time.Minute}, func(t *testing.T, w wire, client *http.Client) {
			body := question(t, brief(), nil)
			ctx, leave := context.WithTimeout(t.Context(), 2*time.Minute)
			defer leave()
			codes := make(chan int)
			for range clients {
				go func() {
					for ctx.Err() == nil {
						codes <- post(ctx, client, "http://localhost", strings.NewReader(body))
					}
					codes <- -1
				}()
			}
			for gone := 0; gone < clients; {
				switch <-codes {
				case -1:
					gone++
				case 0: // the time was over
				case http.StatusOK:
					answered++
				default:
					refused++
				}
			}
		})
		return answered, refused
	}
	alone, refused := answers(1)
	require.Zero(t, refused)
	require.InDelta(t, 20, alone, 1, "of six seconds each")
	together, refused := answers(200)
	require.Zero(t, refused)
	require.InDelta(t, 40, together, 2)
}

// TestWaiting: a client that leaves while it waits gives its place to another at once, and one that waits too long is told.
func TestWaiting(t *testing.T) {
	served(t, brief(), live.Limits{Runs: 1, Waiting: 1, Wait: 5 * time.Second}, func(t *testing.T, w wire, client *http.Client) {
		body := question(t, brief(), nil)
		codes := make(chan int, 1)
		ask := func(ctx context.Context) {
			go func() { codes <- post(ctx, client, "http://localhost", strings.NewReader(body)) }()
			synctest.Wait()
		}
		ask(t.Context()) // runs for six seconds
		impatient, leave := context.WithCancel(t.Context())
		ask(impatient)
		ask(t.Context())
		require.Equal(t, http.StatusTooManyRequests, <-codes)
		leave()
		require.Zero(t, <-codes)
		synctest.Wait() // until the server knows
		begin := time.Now()
		ask(t.Context()) // in the place of the one that left
		require.Equal(t, http.StatusServiceUnavailable, <-codes)
		require.Equal(t, 5*time.Second, time.Since(begin))
		require.Equal(t, http.StatusOK, <-codes)
	})
}

// TestRefusedUnread: beyond the queue nothing of a request is read before it is refused.
func TestRefusedUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := handler(t, brief(), live.Limits{Runs: 1, Waiting: -1})
		first := make(chan int)
		go func() { first <- ask(h, "POST", "/run", question(t, brief(), nil)).Code }()
		synctest.Wait()
		r := httptest.NewRequest("POST", "http://localhost/run", iotest.ErrReader(errors.New("was read")))
		r.Header.Set("Content-Type", "application/json")
		reply := httptest.NewRecorder()
		h.ServeHTTP(reply, r)
		require.Equal(t, http.StatusTooManyRequests, reply.Code, reply.Body)
		require.Equal(t, http.StatusOK, <-first)
	})
}

// TestSlowBody: a client that does not send what it announced holds its place for five seconds only.
func TestSlowBody(t *testing.T) {
	served(t, brief(), live.Limits{Runs: 1}, func(t *testing.T, w wire, client *http.Client) {
		connection, err := w.dial(t.Context(), "", "")
		require.NoError(t, err)
		fmt.Fprint(connection, "POST /run HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
		begin := time.Now()
		reply, err := http.ReadResponse(bufio.NewReader(connection), nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusBadRequest, reply.StatusCode)
		require.Equal(t, 5*time.Second, time.Since(begin))
		require.NoError(t, connection.Close())
	})
}

// BenchmarkClients is what many clients get that ask again at once, of what one alone gets: answers a second, how long
// the slowest refusals took and the most memory in use. In the end all leave at once, and no goroutine may be left.
func BenchmarkClients(b *testing.B) {
	s, err := page.Quick(cogap.Plain())
	require.NoError(b, err)
	body := question(b, s, nil)
	for _, clients := range []int{1, 200, 400} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			before := runtime.NumGoroutine()
			server := httptest.NewServer(handler(b, s, live.Limits{}))
			ctx, leave := context.WithCancel(b.Context())
			defer leave()
			transport := &http.Transport{MaxIdleConnsPerHost: clients}
			var answered atomic.Int64
			refusals := make(chan []float64, clients)
			for range clients {
				go func() {
					var took []float64
					for ctx.Err() == nil {
						begin := time.Now()
						switch post(ctx, &http.Client{Transport: transport}, server.URL, strings.NewReader(body)) {
						case http.StatusOK:
							if answered.Add(1) == int64(b.N) {
								leave()
							}
						case http.StatusTooManyRequests:
							took = append(took, time.Since(begin).Seconds()*1000)
						}
					}
					refusals <- took
				}()
			}
			var slowest []float64
			for range clients {
				slowest = append(slowest, <-refusals...)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
			b.ReportMetric(float64(len(slowest))/b.Elapsed().Seconds(), "refusals/s")
			if slices.Sort(slowest); len(slowest) > 0 {
				b.ReportMetric(slowest[len(slowest)*99/100], "ms/refusal-p99")
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/(1<<20), "MiB")
			transport.CloseIdleConnections()
			server.Close()
			require.Eventually(b, func() bool { return runtime.NumGoroutine() <= before+1 }, time.Minute, time.Millisecond, "Eventually has one too")
		})
	}
}
