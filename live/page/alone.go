package page

import (
	_ "embed"
	"html/template"
	"strings"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
)

// What a page that answers by itself has beside. fzstd 0.1.1 is by Arjun Barrett, under the MIT licence in
// assets/fzstd/LICENSE.
var (
	//go:embed assets/engine.js
	engineJS string
	//go:embed assets/worker.js
	workerJS string
	//go:embed assets/fzstd/fzstd.min.js
	fzstdJS string
)

// Engine is the model for a browser.
type Engine struct {
	Model []byte // cogap-wasm, compressed by Zstandard (RFC 8878)
	Glue  string // wasm_exec.js of the Go that compiled it

	// Result is the digest of the scenario's result as whoever writes the page computed it. The page says so if its model finds
	// another; empty: it does not look.
	Result string
}

// Alone returns the page that opens with a scenario and answers by itself: one file with the model in it, which asks no
// server for anything.
func Alone(s cogap.Scenario, e Engine) (report.Document, error) {
	d, err := document(s, Files(), e.Result)
	if err != nil {
		return report.Document{}, err
	}
	d.Connects, d.Computes = false, true
	d.Script = bare(engineJS) + "\n" + d.Script
	d.Body += dataBlock("worker", strings.Join([]string{bare(e.Glue), fzstdJS, bare(workerJS)}, "\n")) + dataBlock("model", pack(e.Model))
	return d, nil
}

// dataBlock is an element that holds a text, which must not have the end of a script in it.
func dataBlock(id, text string) template.HTML {
	return template.HTML("\n<script type=\"text/plain\" id=\"" + id + "\">" + text + "</script>")
}

// unsafe are the characters of seven bits that HTML, or a transfer as text, would change.
const unsafe = "\x00\n\r\x1a<"

// pack returns bytes as text with seven bits in each byte, the first bit of a byte being its highest; base64 has six. A
// character c below 128 is its seven bits. Another one has two bytes and is 14 bits: those of unsafe[c>>7-1], then its
// own lower seven; or, where c>>7 is behind unsafe, its lower seven alone.
func pack(data []byte) string {
	var b strings.Builder
	b.Grow(len(data)*8/7 + 2)
	bits, held, before := uint(0), 0, -1 // before is the place in unsafe of the seven bits that are not written yet
	put := func(v byte) {
		at := strings.IndexByte(unsafe, v)
		switch {
		case before >= 0:
			b.WriteRune(rune(before+1)<<7 | rune(v))
			before = -1
		case at >= 0:
			before = at
		default:
			b.WriteByte(v)
		}
	}
	for _, x := range data {
		bits, held = bits<<8|uint(x), held+8
		for held >= 7 {
			held -= 7
			put(byte(bits >> held & 127))
		}
		bits &= 1<<held - 1
	}
	if held > 0 {
		put(byte(bits << (7 - held) & 127))
	}
	if before >= 0 {
		b.WriteRune(rune(len(unsafe)+1)<<7 | rune(unsafe[before]))
	}
	return b.String()
}
