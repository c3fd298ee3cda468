package network

import "math"

// Mixing counts the ends of ties by whether the person there has access, and whether the peer has: [has][peer has], 0 = no, 1 = yes. A tie has two ends, each
// of which counts once.
type Mixing [2][2]int64

// Mix counts the ties of everybody.
func (n *Network) Mix(access Bits) Mixing {
	const stretch = 1 << 16
	var m Mixing
	known, with := make([]uint32, min(stretch, n.Len())), make([]uint32, min(stretch, n.Len()))
	for first := 0; first < n.Len(); first += stretch {
		k := min(stretch, n.Len()-first)
		n.Count(known[:k], with[:k], access, uint32(first))
		for i := range k {
			has := access.at(uint32(first + i))
			m[has][1] += int64(with[i])
			m[has][0] += int64(known[i] - with[i])
		}
	}
	return m
}

// Share returns the share of peers who have access, of the people who have it themselves or, with has = 0, have not: NaN if they have no peers.
func (m *Mixing) Share(has int) float64 {
	return float64(m[has][1]) / float64(m[has][0]+m[has][1])
}

// Assortativity returns how far access goes with that of peers, r = (sum of e_ii - sum of a_i^2)/(1 - sum of a_i^2), with e_ij the share of ends of ties from
// kind i to kind j and a_i those from kind i: 1 if only those with access know those with access, 0 if who knows whom has nothing to do with it, below 0 if
// they know others rather. NaN where all who have ties have access, or none has. Source: Newman (2003), Mixing patterns in networks (recalled).
func (m *Mixing) Assortativity() float64 {
	all := float64(m[0][0] + m[0][1] + m[1][0] + m[1][1])
	same, chance := float64(m[0][0]+m[1][1])/all, 0.0
	for _, from := range m {
		a := float64(from[0]+from[1]) / all
		chance += float64(a * a)
	}
	if chance == 1 {
		return math.NaN()
	}
	return (same - chance) / (1 - chance)
}

// Clustering returns the share of pairs of ties of somebody with access, to two different peers with access, that a third tie closes: the transitivity of those with access
// among themselves. NaN if there is no such pair. It asks for each pair, so that it is for some million people.
func (n *Network) Clustering(access Bits) float64 {
	pairs, closed := int64(0), int64(0)
	var peers, theirs []uint32
	for person := range uint32(n.Len()) {
		if !access.Has(person) {
			continue
		}
		peers = n.users(peers[:0], person, access)
		pairs += int64(len(peers) * (len(peers) - 1))
		for _, peer := range peers {
			theirs = n.users(theirs[:0], peer, access)
			closed += int64(common(peers, theirs))
		}
	}
	return float64(closed) / float64(pairs)
}

// users appends the different peers of a person with access, ascending.
func (n *Network) users(dst []uint32, person uint32, access Bits) []uint32 {
	all := n.Peers(dst, person)
	return distinct(all, func(peer uint32) bool { return access.Has(peer) })
}
