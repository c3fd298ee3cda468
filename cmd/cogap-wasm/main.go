//go:build js && wasm

// Command cogap-wasm is the model for a browser: package live/page compiled to WebAssembly. cogap page puts it into a page,
// where a worker runs it. It gives JavaScript two functions,
//
//	cogapReply(address, body, progress, done)
//	cogapLeave()
//
// which answers a question as [page.Page.Reply] does. progress is called with a number from 0 to 1; done once, with
// whether there is an answer, its content type and its bytes, or else what is wrong, as [page.Refusal] says it. The other
// stops the answer that is under way, which then is an error. Questions are answered one after the other.
package main

import (
	"context"
	"syscall/js"
	"time"

	"github.com/cogap/cogap/live/page"
)

func main() {
	leave := func() {}
	js.Global().Set("cogapLeave", js.FuncOf(func(js.Value, []js.Value) any { leave(); return nil }))
	p := page.New(page.Options{Workers: 1, Files: page.Files()})
	js.Global().Set("cogapReply", js.FuncOf(func(_ js.Value, args []js.Value) any {
		address, body, progress, done := args[0].String(), []byte(args[1].String()), args[2], args[3]
		ctx, cancel := context.WithCancel(context.Background())
		leave = cancel
		go func() {
			defer cancel()
			reply, err := p.Reply(ctx, address, body, func(steps, total int64) {
				progress.Invoke(float64(steps) / float64(total))
				listen()
			})
			if err != nil {
				done.Invoke(false, "application/json", bytesOf(page.Refusal(err)))
				return
			}
			done.Invoke(true, reply.Kind, bytesOf(reply.Text))
		}()
		return nil
	}))
	select {} // it answers as long as its worker lives
}

// listen lets the worker take the messages that it was sent meanwhile, which it does only while nothing runs here.
func listen() { time.Sleep(time.Millisecond) }

// bytesOf copies bytes to JavaScript.
func bytesOf(text []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(text))
	js.CopyBytesToJS(array, text)
	return array
}
