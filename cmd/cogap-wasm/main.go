//go:build js && wasm

// Command cogap-wasm is the model for a browser: package live/page compiled to WebAssembly. cogap page puts it into a page,
// where a worker runs it. It gives JavaScript one function,
//
//	cogapReply(address, body, progress, done)
//
// which answers a question as [page.Page.Reply] does. progress is called with a number from 0 to 1; done once, with
// whether there is an answer, its content type and its bytes, or else what is wrong, as [page.Refusal] says it.
package main

import (
	"context"
	"syscall/js"

	"github.com/cogap/cogap/live/page"
)

func main() {
	p := page.New(page.Options{Workers: 1, Files: page.Files()})
	js.Global().Set("cogapReply", js.FuncOf(func(_ js.Value, args []js.Value) any {
		address, body, progress, done := args[0].String(), []byte(args[1].String()), args[2], args[3]
		go func() {
			reply, err := p.Reply(context.Background(), address, body, func(steps, total int64) { progress.Invoke(float64(steps) / float64(total)) })
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

// bytesOf copies bytes to JavaScript.
func bytesOf(text []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(text))
	js.CopyBytesToJS(array, text)
	return array
}
