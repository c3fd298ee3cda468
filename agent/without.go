package agent

// UpdateWithout updates everybody by one month as if nobody took a tier, which is all that happens to those who do not: it leaves their
// income, belief, uncertainty, habit, wait and need as Update does, to the bit, and asks nobody what it chooses. So people who never had access can be
// taken again through months of which only what they show is known. Tiers, filters and reservations stay as they are.
func (b *Block) UpdateWithout(m *Month) {
	m = m.prepared()
	b.hasColumns(m)
	b.ready()
	b.tile.show(&m.k, len(b.Income))
	for at := 0; at < len(b.Income); at += tileLen {
		b.tile.see(b, m, at)
		b.tile.renew(m, 0, b.tile.people())
		if m.k.attends {
			b.tile.attend(m)
		}
		b.tile.stepWithout(&m.k, 0, b.tally)
	}
}

// HabitLasts reports whether, by the model's own rule, a habit above 0 is that of everybody who has ever had access, and of nobody else: whether
// access makes one that is not lost in the rounding of tiny, and no month without takes half of it, so that the smallest there is stays.
func (b *Params) HabitLasts() bool {
	return float32(b.HabitUp) >= 0x1p-50 && float32(1-b.HabitDown) > 0.5
}
