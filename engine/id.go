package engine

import (
	"crypto/sha256"
	"encoding/json"

	"github.com/cogap/cogap/agent"
)

// ID tells models apart: the SHA-256 of all that decides what a model computes, as JSON. A user's rule counts by its name and columns,
// so two rules of one name count as the same. It is the same in every process.
type ID [sha256.Size]byte

// ID returns the model's identity.
func (m *Model) ID() ID {
	m.identity.Do(func() {
		spec := m.spec
		spec.Rule = nil
		h := sha256.New()
		// a model's numbers are all finite, so that there is no error
		_ = json.NewEncoder(h).Encode(struct {
			Spec    Spec
			Rule    string
			Columns []string
		}{spec, agent.NameOf(m.rule), m.columns})
		h.Sum(m.id[:0])
	})
	return m.id
}
