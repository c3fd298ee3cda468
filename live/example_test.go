package live_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/live"
	"github.com/cogap/cogap/live/page"
)

// A server of your own shows the page beside whatever else it has.
func ExampleNew() {
	s, err := page.Quick(cogap.Plain())
	if err != nil {
		fmt.Println(err)
		return
	}
	h, err := live.New(live.Options{Scenario: s, Hosts: []string{"ai-gap.example"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/gap/", http.StripPrefix("/gap", h))
	for _, host := range []string{"ai-gap.example", "evil.example"} {
		reply := httptest.NewRecorder()
		mux.ServeHTTP(reply, httptest.NewRequest("GET", "http://"+host+"/gap/", nil))
		fmt.Println(host, reply.Code, http.StatusText(reply.Code))
	}
	// Output:
	// ai-gap.example 200 OK
	// evil.example 421 Misdirected Request
}

// What the page asks, a program can ask too: a scenario as a link, and changes of it.
func ExampleEncode() {
	s := cogap.Plain()
	s.Months, s.Population.Scale = 12, 20_000
	h, err := live.New(live.Options{Scenario: s})
	if err != nil {
		fmt.Println(err)
		return
	}
	link, err := page.Encode(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := httptest.NewRequest("POST", "http://localhost/run", strings.NewReader(`{"link":"`+link+`","set":{"market.tiers[0].price.values[0]":"50"}}`))
	r.Header.Set("Content-Type", "application/json")
	reply := httptest.NewRecorder()
	h.ServeHTTP(reply, r)
	var answer struct {
		Agents int
		Dots   page.Dots
	}
	if err := json.Unmarshal(reply.Body.Bytes(), &answer); err != nil {
		fmt.Println(err)
		return
	}
	last := answer.Dots.Months[len(answer.Dots.Months)-1]
	fmt.Printf("%d simulated people, %d of them shown, %d months\n", answer.Agents, len(last), len(answer.Dots.Months))
	// Output:
	// 7484 simulated people, 2000 of them shown, 12 months
}
