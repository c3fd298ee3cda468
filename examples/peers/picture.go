package main

import (
	"bytes"
	"fmt"
)

// panel is the people of one network, in their order.
type panel struct {
	name string
	live []dweller
}

// looks are the colours of those who live somewhere, and what the legend says of them.
var looks = [...]struct{ fill, label string }{
	outside: {"#2b3242", "without access"},
	alone:   {"#9c8038", "with access, knows nobody who has it"},
	island:  {"#ffd24a", "on an island: knows others with access"},
	largest: {"#ff8f3a", "on the largest island of all people"},
}

// draw draws people of each panel as squares, those with access lit, along a Hilbert curve, so that neighbours in their order are neighbours in the
// picture: as many of the first as fill the curve. Source of the curve: Hilbert (1891), by the usual algorithm that turns a quarter at a time.
func draw(panels []panel, title string) []byte {
	const margin, head, foot = 30, 90, 50
	side := 1
	for _, p := range panels {
		for 4*side*side <= len(p.live) {
			side *= 2
		}
	}
	panelWidth := max(side*step, 300) + margin
	width, height := max(len(panels)*panelWidth+margin, 1000), head+side*step+foot
	var b bytes.Buffer
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"16\">\n", width, height)
	fmt.Fprintf(&b, "<rect width=\"100%%\" height=\"100%%\" fill=\"#10131a\"/>\n")
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"36\" fill=\"#eef\" font-size=\"20\">%s</text>\n", margin, title)
	for k, p := range panels {
		fmt.Fprintf(&b, "<g transform=\"translate(%d %d)\">\n<text y=\"-10\" fill=\"#dde\">%s: %.0f%% have it</text>\n", margin+k*panelWidth, head, p.name, 100*p.share())
		for where := range looks {
			p.squares(&b, side, dweller(where))
		}
		fmt.Fprintln(&b, "</g>")
	}
	x := margin
	for _, l := range looks {
		fmt.Fprintf(&b, "<rect x=\"%d\" y=\"%d\" width=\"9\" height=\"9\" fill=\"%s\"/><text x=\"%d\" y=\"%d\" fill=\"#dde\" font-size=\"14\">%s</text>\n", x, height-29, l.fill, x+15, height-20, l.label)
		x += 50 + 7*len(l.label)
	}
	fmt.Fprintln(&b, "</svg>")
	return b.Bytes()
}

// share is how many have access, as a share of all.
func (p *panel) share() float64 {
	with := 0
	for _, where := range p.live {
		if where != outside {
			with++
		}
	}
	return float64(with) / float64(len(p.live))
}

// step is how far two squares are from each other.
const step = 10

// squares draws those who live somewhere.
func (p *panel) squares(b *bytes.Buffer, side int, where dweller) {
	fmt.Fprintf(b, "<path fill=\"%s\" d=\"", looks[where].fill)
	for i := range min(side*side, len(p.live)) {
		if p.live[i] == where {
			x, y := hilbert(side, i)
			fmt.Fprintf(b, "M%d %dh9v9h-9z", x*step, y*step)
		}
	}
	fmt.Fprintln(b, "\"/>")
}

// hilbert returns the place of the i-th point of the curve in a square whose side is a power of two.
func hilbert(side, i int) (x, y int) {
	for s := 1; s < side; s *= 2 {
		right := i / 2 & 1
		up := (i ^ right) & 1
		if up == 0 {
			if right == 1 {
				x, y = s-1-x, s-1-y
			}
			x, y = y, x
		}
		x, y, i = x+s*right, y+s*up, i/4
	}
	return x, y
}
