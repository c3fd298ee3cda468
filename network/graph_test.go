package network_test

import "github.com/cogap/cogap/network"

// graph is who knows whom, for tests that go along ties.
type graph [][]uint32

func graphOf(n *network.Network) graph {
	g := make(graph, n.Len())
	for i := range g {
		g[i] = n.Peers([]uint32{}, uint32(i))
	}
	return g
}

// distances returns how many ties away everybody is from a person; -1 where there is no way.
func (g graph) distances(from int) []int {
	d := make([]int, len(g))
	for i := range d {
		d[i] = -1
	}
	d[from] = 0
	for queue := []uint32{uint32(from)}; len(queue) > 0; queue = queue[1:] {
		for _, j := range g[queue[0]] {
			if d[j] < 0 {
				d[j] = d[queue[0]] + 1
				queue = append(queue, j)
			}
		}
	}
	return d
}

// reach returns the mean distance to others, the greatest, and whether there is a way to all.
func (g graph) reach(from int) (mean float64, most int, all bool) {
	all = true
	for _, d := range g.distances(from) {
		all = all && d >= 0
		mean += float64(d)
		most = max(most, d)
	}
	return mean / float64(len(g)-1), most, all
}

// clustering returns the share of pairs of ties at one person that a third tie closes: three times the triangles over the connected triples.
func (g graph) clustering() float64 {
	closed, triples := 0, 0
	mark := make([]int, len(g))
	for i, peers := range g {
		for _, j := range peers {
			mark[j] = i + 1
		}
		for _, j := range peers {
			for _, k := range g[j] {
				if mark[k] == i+1 {
					closed++
				}
			}
		}
		triples += len(peers) * (len(peers) - 1)
	}
	return float64(closed) / float64(triples)
}
