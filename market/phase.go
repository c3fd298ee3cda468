package market

import (
	"fmt"

	"github.com/cogap/cogap/internal/param"
)

// Phase is how far the industry has come from buying customers to earning on them.
type Phase uint8

// The phases, in the only order in which they follow each other.
const (
	Promotion  Phase = iota // prices below cost, to win customers
	Transition              // prices on their way up
	Plateau                 // prices that are meant to last
)

var phaseNames = []string{"promotion", "transition", "plateau"}

// String returns the phase's name in lower case.
func (p Phase) String() string {
	if int(p) < len(phaseNames) {
		return phaseNames[p]
	}
	return fmt.Sprintf("Phase(%d)", uint8(p))
}

// MarshalText returns the phase's name.
func (p Phase) MarshalText() ([]byte, error) {
	if int(p) >= len(phaseNames) {
		return nil, fmt.Errorf("phase %d: %w", uint8(p), param.ErrUnknown)
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads a phase's name.
func (p *Phase) UnmarshalText(text []byte) error {
	for i, name := range phaseNames {
		if name == string(text) {
			*p = Phase(i)
			return nil
		}
	}
	return param.Unknown(string(text), phaseNames)
}
