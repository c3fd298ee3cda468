package same_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/same"
)

// tally has bytes of its own.
type tally struct{ sum float64 }

func (t *tally) Add(x float64, weight int64) { t.sum += x * float64(weight) }

func (t *tally) MarshalBinary() ([]byte, error) {
	return []byte{byte(t.sum)}, nil
}

type inner struct {
	N    int
	Text []string
}

type outer struct {
	inner
	Inner  inner
	At     *inner
	Any    any
	Real   float64
	Small  float32
	Bytes  [2]uint8
	Yes    bool
	Table  map[string]int
	Tally  tally
	Do     func()
	hidden int
}

func example() *outer {
	return &outer{
		Inner: inner{N: 1, Text: []string{"a", "bc"}}, At: &inner{N: 2}, Any: inner{N: 3}, Real: math.NaN(), Small: 0.5,
		Bytes: [2]uint8{1, 2}, Table: map[string]int{"x": 1, "y": 2}, Tally: tally{3}, hidden: 5,
	}
}

// TestDigest changes one thing at a time; Differences says where.
func TestDigest(t *testing.T) {
	want := same.Digest(example())
	require.Equal(t, want, same.Digest(example()), "NaN is NaN")
	require.Equal(t, want, same.Digest(*example()))
	for where, change := range map[string]func(o *outer){
		".Inner.N: 1, 7":                func(o *outer) { o.Inner.N = 7 },
		`.Inner.Text[1]: "bc", "bd"`:    func(o *outer) { o.Inner.Text[1] = "bd" },
		".Inner.Text: 2 elements, 1 el": func(o *outer) { o.Inner.Text = o.Inner.Text[:1] },
		".At?: same_test.inner, nil":    func(o *outer) { o.At = nil },
		".At.N: 2, 3":                   func(o *outer) { o.At.N = 3 },
		".Any.N: 3, 4":                  func(o *outer) { o.Any = inner{N: 4} },
		".Any.(same_test.inner): same_": func(o *outer) { o.Any = 3 },
		".Real: NaN, 0":                 func(o *outer) { o.Real = 0 },
		".Small: 0.5, 0.25":             func(o *outer) { o.Small = 0.25 },
		".Bytes[1]: 0x2, 0x3":           func(o *outer) { o.Bytes[1] = 3 },
		".hidden: 5, 6":                 func(o *outer) { o.hidden = 6 },
		".Yes: false, true":             func(o *outer) { o.Yes = true },
		".Table[x]":                     func(o *outer) { o.Table["x"] = 2 },
		".Table: 2 elements, 3 elem":    func(o *outer) { o.Table["z"] = 1 },
		".Tally: 9 bytes, 9 bytes":      func(o *outer) { o.Tally.sum = 4 },
	} {
		o := example()
		change(o)
		require.NotEqual(t, want, same.Digest(o), where)
		require.Contains(t, same.Differences(example(), o, 1)[0], where)
	}
	o := example()
	o.Do, o.At.Text = func() {}, []string{}
	require.Equal(t, want, same.Digest(o), "a function; an empty list")
	require.Empty(t, same.Differences(example(), o, 10))
	require.NotEqual(t, same.Digest([]string{"ab", "c"}), same.Digest([]string{"a", "bc"}))
	require.NotEqual(t, same.Digest(0.0), same.Digest(math.Copysign(0, -1)))
	require.Len(t, same.Differences(example(), new(outer), 3), 4)
}

func TestUnseen(t *testing.T) {
	require.Equal(t, []string{".Any", ".Do"}, same.Unseen(new(outer)))
	require.Equal(t, []string{"[].Table[].x"}, same.Unseen([]struct{ Table map[string]struct{ x func() } }{}))
}

// TestChanges: each of them is seen.
func TestChanges(t *testing.T) {
	o := new(outer)
	same.Fill(o)
	o.Any = inner{}
	seen := map[string]bool{}
	before := same.Digest(o)
	same.Changes(o, func(path string) {
		now := same.Digest(o)
		require.NotEqual(t, before, now, path)
		before, seen[path] = now, true
	})
	for _, path := range []string{".Inner.N", ".Inner.Text[0]", ".Inner.Text", ".At.Text", ".At", ".Any", ".Real", ".Bytes[1]", ".Yes", ".Table", ".Tally"} {
		require.True(t, seen[path], path)
	}
	require.Len(t, seen, 15)
}

// TestSpoil: nothing that is shared stays as it was.
func TestSpoil(t *testing.T) {
	for share, with := range map[string]func(o, other *outer){
		"pointer": func(o, other *outer) { o.At = other.At },
		"slice":   func(o, other *outer) { o.Inner.Text = other.Inner.Text[:0] },
		"map":     func(o, other *outer) { o.Table = other.Table },
		"in any":  func(o, other *outer) { o.Any = &other.Inner },
	} {
		mine, other := example(), example()
		same.Spoil(mine)
		require.Equal(t, same.Digest(example()), same.Digest(other))
		mine = example()
		with(mine, other)
		same.Spoil(mine)
		require.NotEqual(t, same.Digest(example()), same.Digest(other), share)
		require.NotEqual(t, 3.0, mine.Tally.sum)
	}
}
