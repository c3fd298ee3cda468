package agent

// Rule is a rule of behaviour: how people change in a month. Step is called with a chunk of people at a time, concurrently
// for different chunks, in any order; it must be a pure function of the block, the month and draws of package rng.
//
// A run checks what other rules than [Standard] leave, see [Block.Check].
type Rule interface {
	// Name is the rule's name and version, chosen by its author, such as "habit-decay/2". It stands in the manifest of
	// a run. "" means that the run cannot be repeated from its manifest, and the manifest says so.
	Name() string
	// Columns names the extra columns that the rule keeps for each person; Block.Extra holds them in this order,
	// zero at the start. Each costs 4 bytes a person.
	Columns() []string
	// Step updates the block's people by one month: their columns, Augmented and Reservation. It adds them to dst, each
	// once by the block's weight.
	Step(b *Block, m *Month, dst *Sums)
}

// Standard is the model's own rule, that of docs/model.md. Any two values of it are the same rule, and so is nil where a
// Rule may be nil.
type Standard struct{}

var _ Rule = Standard{}

// Name returns "standard".
func (Standard) Name() string { return standard }

const standard = "standard"

// IsStandard reports whether a rule is the model's own: nil, Standard or a pointer to it.
func IsStandard(r Rule) bool {
	switch r.(type) {
	case nil, Standard, *Standard:
		return true
	}
	return false
}

// NameOf returns the name of a rule for the manifest: "standard" for nil, and "" for another rule that calls itself
// "standard", such as one that embeds Standard and has no Name of its own.
func NameOf(r Rule) string {
	if IsStandard(r) {
		return standard
	}
	if name := r.Name(); name != standard {
		return name
	}
	return ""
}

// Columns returns nil: the model needs no column beyond those that everybody has.
func (Standard) Columns() []string { return nil }

// Step is [Block.Step].
func (Standard) Step(b *Block, m *Month, dst *Sums) { b.Step(m, dst) }
