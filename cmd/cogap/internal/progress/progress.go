// Package progress draws the progress bar of programs.
package progress

import (
	"fmt"
	"io"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// Bar returns a function for cogap.Options.Progress that draws a bar with the person-months per second and the time
// left, and one that ends it. Nothing is drawn in the first second, nor if w is not a terminal.
func Bar(w io.Writer) (tell func(done, total int64), end func()) {
	return bar(w, rate, time.Second)
}

// Runs is Bar for runs of a study.
func Runs(w io.Writer) (tell func(done, total int64), end func()) {
	return bar(w, runs, time.Second)
}

// runs prints how many runs were done in a second.
func runs(done int64, in time.Duration) string {
	return fmt.Sprintf("%.3g runs/s", float64(done)/max(in.Seconds(), 1e-3))
}

func bar(w io.Writer, rate func(int64, time.Duration) string, after time.Duration, options ...mpb.ContainerOption) (tell func(done, total int64), end func()) {
	delay := make(chan any)
	timer := time.AfterFunc(after, func() { close(delay) })
	p := mpb.New(append(options, mpb.WithOutput(w), mpb.WithWidth(48), mpb.WithRenderDelay(delay))...)
	start := time.Now()
	b := p.AddBar(0, // the total is told later: one that is given here can't be changed
		mpb.BarRemoveOnComplete(),
		mpb.AppendDecorators(
			decor.Percentage(decor.WC{W: 5}),
			decor.Any(func(s decor.Statistics) string { return "  " + rate(s.Current, time.Since(start)) + "  left " }),
			decor.AverageETA(decor.ET_STYLE_GO),
		))
	tell = func(done, total int64) {
		b.SetTotal(total, false)
		b.SetCurrent(done)
	}
	end = func() {
		if timer.Stop() {
			close(delay)
		}
		b.Abort(true)
		p.Wait()
	}
	return tell, end
}

// rate returns the person-months per second, to be read.
func rate(steps int64, in time.Duration) string {
	perSecond := float64(steps) / max(in.Seconds(), 1e-3)
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, " billion"}, {1e6, " million"}, {1e3, " thousand"}} {
		if perSecond >= unit.size {
			return fmt.Sprintf("%.1f%s person-months/s", perSecond/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%.0f person-months/s", perSecond)
}
