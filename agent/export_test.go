package agent

// HasVectors says that this build has a kernel beside the portable one.
var HasVectors = false

// StepPortable is Step with the portable kernel alone.
func (b *Block) StepPortable(m *Month, dst *Sums) {
	m = m.prepared()
	b.tally.reset(len(m.Menu))
	b.portable(m, 0)
	b.tally.rationed = m.k.rationed
	b.AddTo(dst)
}
