package csvtable

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// TestLimited: what is within the limits comes through as it is, however it is cut; what is not ends with an error.
func TestLimited(t *testing.T) {
	lines := strings.Repeat(strings.Repeat("x", MaxLine)+"\n", 3)
	for _, cut := range []func(io.Reader) io.Reader{
		func(r io.Reader) io.Reader { return r }, iotest.HalfReader, iotest.DataErrReader,
	} {
		read := func(text string) (string, error) {
			all, err := io.ReadAll(&limited{from: cut(strings.NewReader(text)), most: len(lines)})
			return string(all), err
		}
		all, err := read(lines)
		require.NoError(t, err)
		require.Equal(t, lines, all)
		_, err = read(lines + "x")
		require.EqualError(t, err, "got more than 196611 bytes")
		_, err = read("a\n" + strings.Repeat("x", MaxLine+1))
		require.EqualError(t, err, "got a line of more than 65536 bytes")
		_, err = read("a\n" + strings.Repeat("x", MaxLine+1) + "\nb")
		require.EqualError(t, err, "got a line of more than 65536 bytes")
	}
}
