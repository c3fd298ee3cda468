package main

import (
	"bytes"
	"fmt"
)

// panel is the people of one network, in their order.
type panel struct {
	name string
	has  []bool
}

// draw draws people of each panel as dots, those with access lit, along a Hilbert curve, so that neighbours in their order are neighbours in the
// picture: as many of the first as fill the curve. Source of the curve: Hilbert (1891), by the usual algorithm that turns a quarter at a time.
func draw(panels []panel) []byte {
	const margin = 30
	side := 1
	for _, p := range panels {
		for 4*side*side <= len(p.has) {
			side *= 2
		}
	}
	width := side*step + margin
	var b bytes.Buffer
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"16\">\n", len(panels)*width+margin, side*step+2*margin)
	fmt.Fprintf(&b, "<rect width=\"100%%\" height=\"100%%\" fill=\"#10131a\"/>\n")
	for k, p := range panels {
		fmt.Fprintf(&b, "<g transform=\"translate(%d %d)\">\n<text y=\"-8\" fill=\"#dde\">%s</text>\n", margin+k*width, margin, p.name)
		p.dots(&b, side, false, "#2b3242")
		p.dots(&b, side, true, "#ffd24a")
		fmt.Fprintln(&b, "</g>")
	}
	fmt.Fprintln(&b, "</svg>")
	return b.Bytes()
}

// step is how far two dots are from each other.
const step = 10

// dots draws those with access, or without.
func (p *panel) dots(b *bytes.Buffer, side int, has bool, fill string) {
	fmt.Fprintf(b, "<path fill=\"%s\" d=\"", fill)
	for i := range min(side*side, len(p.has)) {
		if p.has[i] == has {
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
