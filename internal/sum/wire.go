package sum

import (
	"math"

	"github.com/cogap/cogap/internal/wire"
)

// Encode writes the sum.
func (s Fixed) Encode(e *wire.Encoder) {
	e.Int(s.Hi)
	e.Uint(s.Lo)
	e.Uint(s.size)
}

// DecodeFixed reads what Encode wrote; errors are the decoder's.
func DecodeFixed(d *wire.Decoder) Fixed {
	return Fixed{d.Int("sum", math.MinInt64, math.MaxInt64), d.Uint("sum", math.MaxUint64), d.Uint("size", full)}
}

// Encode writes the sum.
func (s Wide) Encode(e *wire.Encoder) {
	for _, w := range s.words {
		e.Uint(w)
	}
	e.Uint(s.size)
}

// DecodeWide reads what Encode wrote; errors are the decoder's.
func DecodeWide(d *wire.Decoder) Wide {
	var s Wide
	for i := range s.words {
		s.words[i] = d.Uint("sum", math.MaxUint64)
	}
	s.size = d.Uint("size", full)
	return s
}
