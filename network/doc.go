// Package network has the ties among people: who knows whom.
//
// A tie joins two people, who are each other's peers. Ties are symmetric, and nobody has one with itself. Most are computed and not
// stored: a person's peers are a pure function of (seed, person, slot), where a slot is one of the ties that a person has. So 10^8 people with ten
// ties each take megabytes (400 in a scale-free network, which notes where each person's ends of ties start), anybody's peers can be asked for in any order, on any machine, and the answer has the same bits.
//
// What you want, and the call:
//
//	what a network is, as plain data       Spec, Default, Spec.Problems
//	the network of given people            New, People
//	somebody's peers                       Network.Peers
//	how many peers, how many with access   Network.Count, Bits
//	what they see of them                  Network.Look, Sight, Last
//	the same, month after month            Network.NewExposure, Exposure
//	how access lies among them             Network.Mix, Network.Clustering, Network.Islands, Network.IslandOf, Network.Brought, Network.Newcomers
//	a person's number, and back            Network.Number, Network.Person
//	ties from a file or a table            ReadEdges, ReadEdgesFile, ReadRows, RegisterFormat, FromEdges
//
// People are numbered from 0, one stratum after another.
//
// The kinds of network, n people in each formula, clustering as the share of pairs of ties that a third one closes:
//
//	none         nobody has ties
//	small-world  rings of k neighbours, k/2 on each side, and c random ties; clustering 3k(k-2)/(4d(d-1)) with d = k + c where n is large
//	random       c random matchings: degree c, about ((c-1)^r + (-1)^r (c-1))/(2r) cycles of length r, of length 2 those tied twice; no clustering
//	             where n is large
//	homophily    random matchings, some within the stratum, some within the income tenth, some among everybody
//	scale-free   degrees k with probability proportional to k^-gamma up to a cut-off, joined at random
//	data         an edge list
//
// Two ties of a person may lead to the same peer, who then counts twice, as in the literature's random multigraphs; that happens to a
// share of about c/n of random ties.
//
// Sources (recalled): Watts and Strogatz (1998), Collective dynamics of 'small-world' networks, for rings, whose clustering is 3(k-2)/(4(k-1));
// random ties are added and take none away, as Newman and Watts (1999) have it; with k = 2 and c = 1 it is the cycle plus a random matching of Bollobás and
// Chung (1988). The configuration model: see Spec.Exponent. The numbers of cycles are our own count: a cycle whose neighbouring ties are of
// different matchings is a proper colouring of its ties, and each is there with probability n^-r. Random regular graphs have (c-1)^r/(2r)
// (Wikipedia, Random regular graph, after Bollobás 2001, Random Graphs, 2.4).
package network
