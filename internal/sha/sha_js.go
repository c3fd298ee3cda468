// Package sha computes SHA-256 (FIPS 180-4) of long data by what is fastest here: the standard library's code, and in a
// browser its own, as WebAssembly takes seven times as long.
package sha

import (
	"crypto/sha256"
	"hash"
	"syscall/js"
)

// New returns a hash of data yet to be written. Sum may be called once. It is the standard library's where the browser has
// none: on pages that came by plain HTTP.
func New() hash.Hash {
	if crypto := js.Global().Get("crypto"); crypto.Truthy() && crypto.Get("subtle").Truthy() {
		return &web{Hash: sha256.New(), subtle: crypto.Get("subtle")}
	}
	return sha256.New()
}

// web is the browser's hash, which takes all data at once.
type web struct {
	hash.Hash // takes over where the data are too long to be kept
	subtle    js.Value
	data      []byte
	taken     bool // by Hash
}

// mostKept is how much is kept for the browser [bytes]: some ten years of months.
const mostKept = 64 << 20

// Write notes data. It never fails.
func (w *web) Write(data []byte) (int, error) {
	if w.taken {
		return w.Hash.Write(data)
	}
	if len(w.data)+len(data) > mostKept {
		w.takeOver()
		return w.Hash.Write(data)
	}
	w.data = append(w.data, data...)
	return len(data), nil
}

func (w *web) takeOver() {
	_, _ = w.Hash.Write(w.data) // a hash never fails
	w.data, w.taken = nil, true
}

// Sum appends the sum to b.
func (w *web) Sum(b []byte) []byte {
	if !w.taken {
		if sum, ok := w.digest(); ok {
			return append(b, sum...)
		}
		w.takeOver()
	}
	return w.Hash.Sum(b)
}

// digest waits for what the browser finds; it is false if that fails.
func (w *web) digest() ([]byte, bool) {
	array := js.Global().Get("Uint8Array").New(len(w.data))
	js.CopyBytesToJS(array, w.data)
	found := make(chan []byte, 1)
	done := js.FuncOf(func(_ js.Value, args []js.Value) any {
		sum := make([]byte, sha256.Size)
		js.CopyBytesToGo(sum, js.Global().Get("Uint8Array").New(args[0]))
		found <- sum
		return nil
	})
	defer done.Release()
	failed := js.FuncOf(func(js.Value, []js.Value) any { close(found); return nil })
	defer failed.Release()
	w.subtle.Call("digest", "SHA-256", array).Call("then", done, failed)
	sum, ok := <-found
	return sum, ok
}
