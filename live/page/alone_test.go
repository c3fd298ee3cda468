package page_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cogap/cogap/live/page"
)

// TestPack: the bytes come back from the characters, no character is one that HTML or a transfer as text would change, and
// each byte of the text has seven bits, but for the last ones.
func TestPack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte{0, 10, 13, 26, 60, 120}))).Draw(t, "data")
		text := page.Pack(data)
		require.True(t, utf8.ValidString(text))
		require.NotContains(t, text, "<")
		require.False(t, strings.ContainsAny(text, "\x00\n\r\x1a"))
		require.LessOrEqual(t, len(text), (len(data)*8+6)/7+1)
		back, bits, held := []byte{}, uint(0), 0
		put := func(seven uint) {
			bits, held = bits<<7|seven, held+7
			if held >= 8 {
				held -= 8
				back = append(back, byte(bits>>held))
			}
		}
		for _, c := range text {
			if i := int(c >> 7); i > 0 && i <= len("\x00\n\r\x1a<") {
				put(uint("\x00\n\r\x1a<"[i-1]))
			}
			put(uint(c) & 127)
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
