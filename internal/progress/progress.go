// Package progress draws the progress bar of programs.
package progress

import (
	"io"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// Bar returns a function for cogap.Options.Progress that draws a bar with the agent-steps per second and the time left,
// and one that ends it. Nothing is drawn in the first second, nor if w is not a terminal.
func Bar(w io.Writer) (tell func(done, total int64), end func()) {
	delay := make(chan any)
	timer := time.AfterFunc(time.Second, func() { close(delay) })
	p := mpb.New(mpb.WithOutput(w), mpb.WithWidth(48), mpb.WithRenderDelay(delay))
	bar := p.AddBar(1,
		mpb.BarRemoveOnComplete(),
		mpb.AppendDecorators(
			decor.Percentage(decor.WC{W: 5}),
			decor.AverageSpeed(decor.SizeB1000(0), "  % .0f agent-steps", decor.WC{}),
			decor.Name("  left "),
			decor.AverageETA(decor.ET_STYLE_GO),
		))
	tell = func(done, total int64) {
		bar.SetTotal(total, false)
		bar.SetCurrent(done)
	}
	end = func() {
		if timer.Stop() {
			close(delay)
		}
		bar.Abort(true)
		p.Wait()
	}
	return tell, end
}
