package agent

// Peers is what a person sees of its peers, those whom it knows in a network: as they were last month. Of nobody both are 0.
type Peers struct {
	Share      float64 // share of them with access
	UserBelief float64 // mean belief of those with access; 0 if none has
}

// PeersOf is Peers of some people, in columns.
type PeersOf struct{ Share, UserBelief []float32 }

// At returns what person i sees.
func (p *PeersOf) At(i int) Peers { return Peers{float64(p.Share[i]), float64(p.UserBelief[i])} }

// cut returns the people from lo up to, not including, hi.
func (p *PeersOf) cut(lo, hi int) PeersOf {
	return PeersOf{p.Share[lo:hi:hi], p.UserBelief[lo:hi:hi]}
}

// others is what the person sees of others: of its peers in a month with a network, else of its stratum.
func (p *Person) others(m *Month) Peers {
	if m.Network {
		return p.Peers
	}
	return Peers{m.Share, m.UserBelief}
}

// peers shows each person its peers, beside the gain that it sees already.
func (s *seen) peers(m *Month, of PeersOf) {
	b, beliefs := &m.Params, of.UserBelief[:len(of.Share)]
	copy(s.share[:], of.Share)
	for i, share := range of.Share {
		i := uint8(i)
		heed, heard := b.hears(&Local{Gain: float64(s.gain[i]), Share: float64(share), UserBelief: float64(beliefs[i])})
		s.heed[i], s.heard[i] = float32(heed), float32(heard)
	}
	s.people = 0
}
