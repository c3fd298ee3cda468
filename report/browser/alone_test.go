package browser

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/live/page"
)

var alone = flag.Bool("alone", false, "test the page that answers by itself, for which the command and the model for browsers are compiled")

// TestAlone: one file, opened from disk, answers without any request, with the digests of the library; it hands out files,
// is no larger than said, and axe finds nothing serious on any screen.
func TestAlone(t *testing.T) {
	if !*alone {
		t.Skip("it compiles the command and the model for browsers (-alone)")
	}
	chromium(t)
	folder := t.TempDir()
	program := filepath.Join(folder, "cogap")
	says, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "github.com/cogap/cogap/cmd/cogap").CombinedOutput()
	require.NoError(t, err, string(says))
	file := filepath.Join(folder, "explorer.html")
	says, err = exec.CommandContext(t.Context(), program, "page", "essay", "--people", "20000", "--out", file).CombinedOutput()
	require.NoError(t, err, string(says))
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(3_000_000), "what can still be sent by mail")

	for name, s := range map[string]screen{"alone": calm(desktop), "alone-dark": calm(night), "alone-phone": calm(phone)} {
		t.Run(name, func(t *testing.T) {
			b := visit(t, s, "file://"+file)
			b.settle(t)
			require.Empty(t, text(t, b, "#problems"))
			require.Equal(t, digestHere(t, b), eval[string](t, b, `document.getElementById("facts").textContent.match(/result SHA-256([0-9a-f]{64})/)[1]`))
			slide(t, b, "market.tiers[0].price.values[2]", "150")
			require.Contains(t, answerOf(t, b), "At 150u, ")
			require.Equal(t, digestHere(t, b), eval[string](t, b, `document.getElementById("facts").textContent.match(/result SHA-256([0-9a-f]{64})/)[1]`))
			require.LessOrEqual(t, eval[int64](t, b, `document.documentElement.scrollWidth`), s.width, "wider than the screen")
			b.shoot(t, name)
			b.accessible(t)
			b.mu.Lock()
			defer b.mu.Unlock()
			require.Empty(t, b.complaints)
			for _, asked := range b.requests {
				require.True(t, asked == "file://"+file || strings.HasPrefix(asked, "data:") || strings.HasPrefix(asked, "blob:"), asked)
			}
		})
	}
	t.Run("another build", func(t *testing.T) { // as if another program had written the page than its model is of
		written, err := os.ReadFile(file)
		require.NoError(t, err)
		other := regexp.MustCompile(`"result":"[0-9a-f]{64}"`).ReplaceAll(written, []byte(`"result":"0"`))
		require.NotEqual(t, written, other)
		path := filepath.Join(folder, "other.html")
		require.NoError(t, os.WriteFile(path, other, 0o666))
		b := visit(t, calm(desktop), "file://"+path)
		b.settle(t)
		require.Contains(t, text(t, b, "#problems"), "different builds")
		slide(t, b, "market.tiers[0].price.values[2]", "150")
		require.Empty(t, text(t, b, "#problems"), "of this one it does not know")
	})
	t.Run("left", func(t *testing.T) { // a question that nobody waits for any more is given up in the middle
		b := visit(t, calm(desktop), "file://"+file)
		b.do(t, command(cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: `
			self.heard = [];
			self.Worker = class extends Worker { constructor(...args) { super(...args); this.addEventListener("message", ({ data }) => heard.push(data)); } };`}), chromedp.Reload())
		b.until(t, settled)
		require.Equal(t, "AbortError", eval[string](t, b, `(async () => {
			const leave = new AbortController(), progress = part => part > 0 && leave.abort();
			heard.length = 0;
			const asked = cogap.engine.ask("luck", { link: location.hash.slice(1), set: { months: "240" } }, { signal: leave.signal, progress });
			return asked.catch(error => error.name);
		})()`))
		b.until(t, `heard.some(data => data.bytes)`)
		require.True(t, eval[bool](t, b, `heard.every(data => !data.ok && !(data.progress >= 1))`), "it was answered all the same")
		slide(t, b, "market.tiers[0].price.values[2]", "150")
		require.Contains(t, answerOf(t, b), "At 150u, ")
	})
	t.Run("files", func(t *testing.T) {
		b := visit(t, calm(desktop), "file://"+file)
		b.settle(t)
		b.do(t, command(cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder}))
		eval[bool](t, b, `document.getElementById("download").click() ?? document.querySelector("#ladder details").setAttribute("open", "") ?? true`)
		b.until(t, `document.querySelector("#ladder details button") !== null`)
		for name, want := range map[string]string{"scenario.yaml": "# Exactly what was run", "result.json": "{", "series.csv": "month,date,", "ladder.png": "\x89PNG"} {
			eval[bool](t, b, `[...document.querySelectorAll("#files button")].find(x => x.textContent === "`+name+`")?.click() ?? true`)
			if name == "ladder.png" {
				eval[bool](t, b, `document.querySelector("#ladder details button").click() ?? true`)
			}
			require.Eventually(t, func() bool {
				got, err := os.ReadFile(filepath.Join(folder, name))
				return err == nil && strings.HasPrefix(string(got), want)
			}, time.Minute, 20*time.Millisecond, name)
		}
	})
}

// TestSiteExplorer: the live page of the docs site, reached from its first page on a web server and opened from disk, answers with the digest of the
// library, asks nobody for anything, and axe finds nothing serious, wide and narrow, light and dark.
func TestSiteExplorer(t *testing.T) {
	if !*alone {
		t.Skip("it compiles the command and the model for browsers (-alone)")
	}
	chromium(t)
	site := t.TempDir()
	make := exec.CommandContext(t.Context(), "go", "run", "./docs/site", "-out", site)
	make.Dir = filepath.Join("..", "..")
	says, err := make.CombinedOutput()
	require.NoError(t, err, string(says))
	server := httptest.NewServer(http.FileServer(http.Dir(site)))
	t.Cleanup(server.Close)
	for name, s := range map[string]screen{"served": calm(desktop), "disk": calm(screen{width: 390, height: 844, dark: true, phone: true})} {
		t.Run("site-"+name, func(t *testing.T) {
			from := "file://" + site
			if name == "served" {
				from = server.URL
			}
			b := visit(t, s, from+"/index.html")
			b.do(t, chromedp.Navigate(eval[string](t, b, `[...document.links].find(a => a.textContent.startsWith("Try it")).href`)))
			b.until(t, settled)
			require.Equal(t, digestHere(t, b), eval[string](t, b, `document.getElementById("facts").textContent.match(/result SHA-256([0-9a-f]{64})/)[1]`))
			require.Empty(t, text(t, b, "#problems"))
			require.LessOrEqual(t, eval[int64](t, b, `document.documentElement.scrollWidth`), s.width, "wider than the screen")
			b.shoot(t, "site-"+name)
			b.accessible(t)
			b.mu.Lock()
			defer b.mu.Unlock()
			require.Empty(t, b.complaints)
			for _, asked := range b.requests {
				require.True(t, strings.HasPrefix(asked, from+"/") || strings.HasPrefix(asked, "data:") || strings.HasPrefix(asked, "blob:"), asked)
			}
		})
	}
}

func answerOf(t *testing.T, b *tab) string { return text(t, b, "#answer .lead") }

// digestHere runs the scenario in the page's address here, and returns its result's digest.
func digestHere(t *testing.T, b *tab) string {
	t.Helper()
	s, err := page.Decode(strings.TrimPrefix(eval[string](t, b, `location.hash`), "#"), 1<<20)
	require.NoError(t, err)
	r, err := cogap.Run(t.Context(), s, cogap.Options{})
	require.NoError(t, err)
	return r.Manifest.Result
}
