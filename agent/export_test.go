package agent

// HasVectors says that this build has a kernel beside the portable one.
var HasVectors = false

// StepPortable is Step with the portable kernel alone.
func (b *Block) StepPortable(m *Month, dst *Sums) {
	m = m.prepared()
	b.tally = tally{}
	b.portable(m, 0)
	b.tally.addTo(dst, m.k.rationed, b.Weight)
}
