package network

import "slices"

// Islands returns the islands of access: the connected components of those who have it, by how many people each has, the largest first. Somebody
// with access who knows nobody with access is an island of one.
func (n *Network) Islands(access Bits) []int {
	people := map[uint32]int{}
	for person, island := range n.IslandOf(access) {
		if access.Has(uint32(person)) {
			people[island]++
		}
	}
	sizes := make([]int, 0, len(people))
	for _, size := range people {
		sizes = append(sizes, size)
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	return sizes
}

// IslandOf returns the island of each person, as the number of one person of it: of somebody without access its own.
func (n *Network) IslandOf(access Bits) []uint32 {
	up := make([]uint32, n.Len()) // to somebody of the same island, itself if there is nobody above
	for i := range up {
		up[i] = uint32(i)
	}
	top := func(i uint32) uint32 {
		for up[i] != i {
			up[i] = up[up[i]] // halves the way for those who come later
			i = up[i]
		}
		return i
	}
	var peers []uint32
	for person := range uint32(n.Len()) {
		if !access.Has(person) {
			continue
		}
		peers = n.Peers(peers[:0], person)
		for _, peer := range peers {
			if access.Has(peer) {
				up[top(peer)] = top(person)
			}
		}
	}
	for i := range up {
		up[i] = top(uint32(i))
	}
	return up
}

// Brought returns who brought whom: of those without access before and with it after, how many were brought by peers of each class, [class of the newcomer][class of
// the peer]. A newcomer counts once, in equal parts for its peers with access before; one who knew none is in alone, [class].
func (n *Network) Brought(before, after Bits, class func(person uint32) int, classes int) (by [][]float64, alone []int64) {
	by, alone = make([][]float64, classes), make([]int64, classes)
	for c := range by {
		by[c] = make([]float64, classes)
	}
	var peers []uint32
	for person := range uint32(n.Len()) {
		if before.Has(person) || !after.Has(person) {
			continue
		}
		own := class(person)
		peers = slices.DeleteFunc(n.Peers(peers[:0], person), func(peer uint32) bool { return !before.Has(peer) })
		if len(peers) == 0 {
			alone[own]++
		}
		for _, peer := range peers {
			by[own][class(peer)] += 1 / float64(len(peers))
		}
	}
	return by, alone
}

// Newcomers are those without access before and with it after.
type Newcomers struct {
	All     int64   `json:"all"`
	Brought int64   `json:"brought"` // of them, those who had a peer with access before
	Within  float64 `json:"within"`  // of those brought, in equal parts by their peers with access before, what those of their own stratum brought
}

// Newcomers counts who got access, and whether they knew somebody who had it: see Brought.
func (n *Network) Newcomers(before, after Bits) (c Newcomers) {
	var peers []uint32
	for g, start := range n.people.starts[:len(n.people.strata)] {
		end := n.people.starts[g+1]
		for person := start; person < end; person++ {
			if before.Has(person) || !after.Has(person) {
				continue
			}
			c.All++
			own, all := 0, 0
			peers = n.Peers(peers[:0], person)
			for _, peer := range peers {
				if before.Has(peer) {
					all++
					if start <= peer && peer < end {
						own++
					}
				}
			}
			if all > 0 {
				c.Brought++
				c.Within += float64(own) / float64(all)
			}
		}
	}
	return c
}

// distinct sorts a list and leaves those that are wanted in it, each once.
func distinct(list []uint32, wanted func(uint32) bool) []uint32 {
	list = slices.DeleteFunc(list, func(x uint32) bool { return !wanted(x) })
	slices.Sort(list)
	return slices.Compact(list)
}

// common returns how many numbers two ascending lists have in common.
func common(a, b []uint32) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}
