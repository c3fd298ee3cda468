package deep_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap/internal/deep"
)

type inner struct{ List []int }

type outer struct {
	Name    string
	Lists   [2][]inner
	Pointer *inner
	ByName  map[string][]int
	Nothing []int
	Any     any
}

func TestCopy(t *testing.T) {
	made := func() outer {
		return outer{"a", [2][]inner{{{[]int{1, 2}}}, {}}, &inner{[]int{3}}, map[string][]int{"x": {4}}, nil, 5}
	}
	v := made()
	c := deep.Copy(v)
	require.Equal(t, made(), c)
	v.Lists[0][0].List[1] = 9
	v.Pointer.List[0] = 9
	v.ByName["x"][0] = 9
	v.ByName["y"] = nil
	require.Equal(t, made(), c)
	require.Nil(t, c.Nothing)
	require.NotNil(t, c.Lists[1])
}
