package cogap

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"math"
	"runtime"

	"github.com/cogap/cogap/agent"
	"github.com/cogap/cogap/inequality/histogram"
	"github.com/cogap/cogap/internal/sha"
	"github.com/cogap/cogap/internal/sum"
	"github.com/cogap/cogap/population"
)

// Version is the version of the library. Results of two versions may differ; CHANGELOG.md says where numbers changed.
const Version = "0.1.0"

// Manifest is what is needed to repeat a run to the bit, and to know that it was.
type Manifest struct {
	Scenario Scenario `json:"scenario"` // every parameter used
	Rule     string   `json:"rule"`     // name of the rule by which people decide, given by its author; "standard" is the model's own. Empty: the run cannot be repeated from here
	People   int64    `json:"people"`   // real people
	Agents   int      `json:"agents"`   // simulated people
	Strata   int      `json:"strata"`
	Months   int      `json:"months"` // complete months
	Version  string   `json:"version"`
	Kernel   string   `json:"kernel"` // how the rule was computed, "avx2" or "portable"; every kernel gives the same bits
	Go       string   `json:"go"`     // toolchain and platform; they do not change results
	Input    string   `json:"input"`  // SHA-256 of the strata
	Result   string   `json:"result"` // SHA-256 of all months' sums and distributions
}

// manifest returns the manifest of a run of so many complete months. Its scenario is a copy of its own.
func (r *run) manifest(months int, result string) Manifest {
	m := r.model.engine
	return Manifest{
		Scenario: r.model.Scenario(),
		Rule:     agent.NameOf(m.Rule()),
		People:   m.Layout().People(),
		Agents:   m.Layout().Len(),
		Strata:   len(m.Strata()),
		Months:   months,
		Version:  Version,
		Kernel:   agent.Kernel(),
		Go:       runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
		Input:    digestStrata(m.Strata()),
		Result:   result,
	}
}

// digestStrata returns the SHA-256 of the strata as JSON.
func digestStrata(strata []population.Stratum) string {
	type numbers = [population.Domains]float64 // not names, which would be the same for all
	type plain struct {
		Code       string                `json:"code"`
		Name       string                `json:"name"`
		Group      string                `json:"group"`
		People     int64                 `json:"people"`
		PriceLevel float64               `json:"price_level"`
		Graduates  float64               `json:"graduates,omitempty"`
		Seats      bool                  `json:"employer_paid,omitempty"`
		Shared     bool                  `json:"shared_account,omitempty"`
		Income     []population.Quantile `json:"income"`
		Direct     numbers               `json:"direct"`
		Full       numbers               `json:"full"`
	}
	list := make([]plain, len(strata))
	for i, s := range strata {
		list[i] = plain{s.Code, s.Name, s.Group, s.People, s.PriceLevel, s.Graduates, s.EmployerPaid, s.SharedAccount, s.Income, numbers(s.Direct), numbers(s.Full)}
	}
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(list); err != nil {
		return "" // a valid scenario has only finite numbers
	}
	return hex.EncodeToString(h.Sum(nil))
}

// digest is the SHA-256 of all numbers of the months, in order: of 64 bits each, little-endian.
type digest struct {
	sum  hash.Hash
	data []byte // not yet in sum
}

func newDigest() *digest { return &digest{sum: sha.New()} }

func (d *digest) String() string {
	d.flush()
	return hex.EncodeToString(d.sum.Sum(nil))
}

func (d *digest) flush() {
	_, _ = d.sum.Write(d.data) // a hash never fails
	d.data = d.data[:0]
}

func (d *digest) month(r *Record) {
	d.ints(int64(r.Month), int64(r.Phase))
	for _, o := range r.Menu {
		d.floats(o.Price, o.Quality, o.Quota, o.Admission)
	}
	for _, s := range r.Strata {
		d.sums(s)
	}
	if r.Distributions != nil {
		for _, h := range r.Distributions.Histograms() {
			d.histogram(h)
		}
		for _, t := range r.Distributions.Tenths {
			d.ints(t.People, t.SOTA)
		}
	}
}

func (d *digest) ints(values ...int64) {
	for _, v := range values {
		d.data = binary.LittleEndian.AppendUint64(d.data, uint64(v))
	}
	if len(d.data) >= 1<<12 {
		d.flush()
	}
}

func (d *digest) floats(values ...float64) {
	for _, v := range values {
		d.ints(int64(math.Float64bits(v)))
	}
}

func (d *digest) sums(s *agent.Sums) {
	for _, g := range s.Tiers {
		d.ints(g.People, g.Wanted, g.Below)
		for _, x := range []sum.Fixed{g.Income, g.Cognition, g.Augmented, g.Belief, g.Gain} {
			d.ints(x.Hi, int64(x.Lo))
		}
	}
	d.ints(s.Filter[:agent.Unaware]...)
	if later := s.Filter[agent.Unaware:]; later[0]+later[1] != 0 { // a model in which nobody has them has the digest that it had before there were any
		d.ints(later...)
	}
	d.ints(s.Joined, s.Left)
}

func (d *digest) histogram(h *histogram.Histogram) {
	for bin := range h.Bins() {
		d.floats(bin.Lo, bin.Sum)
		d.ints(bin.Count)
	}
}
