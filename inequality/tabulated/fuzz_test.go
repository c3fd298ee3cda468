package tabulated

import (
	"encoding/binary"
	"math"
	"testing"
)

// FuzzTable: whatever a table says, it is refused or measured, without a panic, and bounds are in order.
func FuzzTable(f *testing.F) {
	f.Add([]byte{})
	for _, values := range [][]float64{
		{0, 10, 3, 4, 10, 20, 5, 16, 20, 40, 2, 27, 40, math.Inf(1), 1, math.NaN()},
		{0, 10, 4, 2e-308, 10, 20, 5, 16.000014901162082, 20, 40.00000000000024, 3e-310, 27},                                                                                                       // a mean at an end of its bracket
		{1.398043286095289e-76, 10.0, 3.023529411764706, 4.047058823529412, 10.0, 20.0, 5.047058823529412, 16.188235294117646, 20.0, 6340800.752941176, 9.924670031350656e+116, 1519664.188235294}, // hardly anybody in the first
	} {
		var seed []byte
		for _, v := range values {
			seed = binary.LittleEndian.AppendUint64(seed, math.Float64bits(v))
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v []float64
		for ; len(data) >= 8; data = data[8:] {
			v = append(v, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		}
		var list []Bracket
		for ; len(v) >= 4 && len(list) < 50; v = v[4:] {
			list = append(list, Bracket{v[0], v[1], v[2], v[3]})
		}
		table, err := New(list)
		if err != nil {
			return
		}
		if g := table.Gini(); g.Lo > g.Hi+1e-9 {
			t.Fatalf("Gini from %v to %v", g.Lo, g.Hi)
		}
		_, _ = table.Lorenz(.3)
		_, _ = table.Quantile(.3)
		_, _ = table.Headcount(10)
		_, _ = table.MidpointPareto()
		if i, err := table.Interpolate(); err == nil {
			i.Gini()
			i.Headcount(10)
		}
		if p, err := table.Points(); err == nil {
			if s, err := NewShares(p); err == nil {
				if i, err := s.Interpolate(); err == nil {
					i.Gini()
					i.Headcount(1)
				}
			}
			if fits, err := Fit(p); err == nil {
				_, _ = fits.ForInequality()
				_, _ = fits.ForPoverty(.5)
			}
		}
	})
}
