package agent

// StepPortable is Step with the portable kernel.
func (b *Block) StepPortable(m *Month, dst *Sums) {
	b.ready()
	b.tile.plain = true
	b.Step(m, dst)
	b.tile.plain = false
}

// Exposure is how much of a wait a month with a hazard takes.
var Exposure = exposure
