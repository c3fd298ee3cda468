package page_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/live/page"
)

// TestPack: the bytes come back from the lower seven bits of the characters, and no character is one that HTML or a
// transfer as text would change.
func TestPack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
		text := page.Pack(data)
		require.True(t, utf8.ValidString(text))
		require.NotContains(t, text, "<")
		require.False(t, strings.ContainsAny(text, "\x00\n\r\x1a"))
		back, bits, held := []byte{}, uint(0), 0
		for _, c := range text {
			bits, held = bits<<7|uint(c)&127, held+7
			if held >= 8 {
				held -= 8
				back = append(back, byte(bits>>held))
			}
		}
		require.Equal(t, data, back)
	})
}

// TestAlone: a page that answers by itself holds the model and may compile it, and may ask nobody.
func TestAlone(t *testing.T) {
	d, err := page.Alone(few(), page.Engine{Model: []byte("model"), Glue: "class Go {}"})
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, d.Write(&b))
	text := b.String()
	require.Contains(t, text, `<script type="text/plain" id="model">`+page.Pack([]byte("model"))+`</script>`)
	require.Contains(t, text, "<script type=\"text/plain\" id=\"worker\">class Go {}\n")
	require.Contains(t, text, linkOf(t, few()))
	require.NotContains(t, text, "report.html", "which takes more than the model for browsers has")
	policy := d.Policy()
	require.Regexp(t, `^default-src 'none'; script-src( 'sha256-[^']+'){3} 'wasm-unsafe-eval'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'; worker-src blob:$`, policy)
	require.NotContains(t, policy, "connect-src")
}
