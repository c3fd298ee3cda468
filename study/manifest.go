package study

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"runtime"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/agent"
)

// manifestFile says of what the files beside it are.
const manifestFile = "manifest.json"

// Manifest is what is needed to know that the results of a folder are those of a plan, and that two folders have the same. All but Kernel and Go
// is the same for every way in which the study was run.
type Manifest struct {
	Version string `json:"version"` // of cogap
	Plan    string `json:"plan"`    // SHA-256 of plan.yaml
	Planned int    `json:"planned"` // runs that the study needs; with Until, those that it needed
	Runs    int    `json:"runs"`    // runs that are done
	Failed  int    `json:"failed"`  // of them, those that failed
	Result  string `json:"result"`  // SHA-256 of the digests of all runs, by job
	Kernel  string `json:"kernel"`  // how the rule was computed at last, "avx2" or "portable"; every kernel gives the same bits
	Go      string `json:"go"`      // toolchain and platform at last; they do not change results
}

// manifest returns the manifest of a result.
func (s *Study) manifest(r *Result) (Manifest, error) {
	plan, err := s.planText()
	if err != nil {
		return Manifest{}, err
	}
	sum := sha256.New()
	for i, k := range r.planned() {
		if k != nil {
			fmt.Fprintln(sum, i, k.digest) // a hash never fails
		}
	}
	return Manifest{
		Version: cogap.Version, Plan: hexOf(plan), Planned: r.Replicates * r.cells, Runs: r.Done(), Failed: r.Failed(),
		Result: hex.EncodeToString(sum.Sum(nil)), Kernel: agent.Kernel(), Go: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
	}, nil
}

// hexOf returns the SHA-256 of a text.
func hexOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// writeManifest writes the manifest of a result.
func (f *folder) writeManifest(r *Result) error {
	m, err := f.study.manifest(r)
	if err != nil {
		return err
	}
	return f.replace(manifestFile, func(w io.Writer) error {
		lines := json.NewEncoder(w)
		lines.SetIndent("", "  ")
		return lines.Encode(m)
	})
}
