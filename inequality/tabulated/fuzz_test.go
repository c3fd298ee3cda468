package tabulated

import (
	"encoding/binary"
	"math"
	"testing"
)

// FuzzTable: whatever a table says, it is refused or measured, without a panic, and bounds are in order.
func FuzzTable(f *testing.F) {
	f.Add([]byte{})
	seed := make([]byte, 0, 4*32)
	for _, v := range []float64{0, 10, 3, 4, 10, 20, 5, 16, 20, 40, 2, 27, 40, math.Inf(1), 1, math.NaN()} {
		seed = binary.LittleEndian.AppendUint64(seed, math.Float64bits(v))
	}
	f.Add(seed)
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
			if fits, err := Fit(p); err == nil {
				_, _ = fits.ForInequality()
				_, _ = fits.ForPoverty(.5)
			}
		}
	})
}
