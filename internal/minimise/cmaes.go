package minimise

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// CMAES searches by covariance matrix adaptation from a point, with that standard deviation of the first generation. Points beyond 0
// and 1 are mirrored. It stops after as many whole generations as fit into the budget. gonum's CmaEsChol is not used: it adapts a step
// size and draws without it. Source: Hansen (2016), The CMA evolution strategy: a tutorial, arXiv:1604.00772, with the Cholesky factor
// of the covariance in place of its root, as in Krause, Arbones and Igel (2016), CMA-ES with optimal covariance update and storage
// complexity, NIPS.
func CMAES(f Evaluate, start Best, sd float64, budget int, source rand.Source) (Best, error) {
	c := newCMA(start.X, sd, rand.New(source))
	best := Best{start.X, start.F}
	for used := c.size; used <= budget; used += c.size {
		drawn, points := c.draw()
		values, err := f(points)
		if err != nil {
			return best, err
		}
		for k, x := range points {
			best.see(x, values[k])
		}
		if !c.adapt(drawn, values) {
			break
		}
	}
	return best, nil
}

// cma is the distribution that points of the next generation are drawn from. Names are those of the tutorial.
type cma struct {
	random                 *rand.Rand
	n, size                int
	weights                []float64
	muEff, cc, cs, c1, cMu float64
	damp, chi              float64
	mean, pathC, pathS     []float64
	sigma                  float64
	cov                    *mat.SymDense
	factor                 mat.Cholesky
	generation             int
}

func newCMA(start []float64, sd float64, random *rand.Rand) *cma {
	n := float64(len(start))
	c := &cma{random: random, n: len(start), size: 4 + int(3*math.Log(n)), sigma: sd, mean: slices.Clone(start)}
	c.setWeights()
	c.cc = (4 + c.muEff/n) / (n + 4 + 2*c.muEff/n)
	c.cs = (c.muEff + 2) / (n + c.muEff + 5)
	c.c1 = 2 / (float64((n+1.3)*(n+1.3)) + c.muEff)
	c.cMu = min(1-c.c1, 2*(c.muEff-2+1/c.muEff)/(float64((n+2)*(n+2))+c.muEff))
	c.damp = 1 + 2*max(0, math.Sqrt((c.muEff-1)/(n+1))-1) + c.cs
	c.chi = math.Sqrt(n) * (1 - 1/(4*n) + 1/(21*n*n))
	c.pathC, c.pathS = make([]float64, c.n), make([]float64, c.n)
	c.cov = mat.NewSymDense(c.n, nil)
	for d := range c.n {
		c.cov.SetSym(d, d, 1)
	}
	c.factor.Factorize(c.cov)
	return c
}

// setWeights weighs the better half of a generation by rank.
func (c *cma) setWeights() {
	c.weights = make([]float64, c.size/2)
	sum, squares := 0.0, 0.0
	for k := range c.weights {
		c.weights[k] = math.Log(float64(float64(c.size)/2)+0.5) - math.Log(float64(k)+1)
		sum += c.weights[k]
	}
	for k := range c.weights {
		c.weights[k] /= sum
		squares += float64(c.weights[k] * c.weights[k])
	}
	c.muEff = 1 / squares
}

// draw returns a generation: steps from the mean in units of sigma, and the points, mirrored.
func (c *cma) draw() (steps []*mat.VecDense, points [][]float64) {
	for range c.size {
		z := mat.NewVecDense(c.n, nil)
		for d := range c.n {
			z.SetVec(d, c.random.NormFloat64())
		}
		z.MulVec(c.factor.RawU().T(), z)
		x := make([]float64, c.n)
		for d := range x {
			x[d] = Fold(c.mean[d] + float64(c.sigma*z.AtVec(d)))
		}
		steps, points = append(steps, z), append(points, x)
	}
	return steps, points
}

// adapt moves the distribution towards the better half of a generation; false if it can't be drawn from any more.
func (c *cma) adapt(steps []*mat.VecDense, values []float64) bool {
	order := make([]int, len(values))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	way := mat.NewVecDense(c.n, nil)
	for k, w := range c.weights {
		way.AddScaledVec(way, w, steps[order[k]])
	}
	white := mat.NewVecDense(c.n, nil)
	if err := white.SolveVec(c.factor.RawU().T(), way); err != nil {
		return false
	}
	c.generation++
	norm := 0.0
	for d := range c.n {
		c.mean[d] += float64(c.sigma * way.AtVec(d))
		c.pathS[d] = float64((1-c.cs)*c.pathS[d]) + float64(math.Sqrt(c.cs*(2-c.cs)*c.muEff)*white.AtVec(d))
		norm += float64(c.pathS[d] * c.pathS[d])
	}
	norm = math.Sqrt(norm)
	moves := 0.0 // 1 unless the path is too long for the rank-one update: h_sigma
	if norm/math.Sqrt(1-math.Pow(1-c.cs, 2*float64(c.generation))) < (1.4+2/(float64(c.n)+1))*c.chi {
		moves = 1
	}
	for d := range c.n {
		c.pathC[d] = float64((1-c.cc)*c.pathC[d]) + float64(moves*math.Sqrt(c.cc*(2-c.cc)*c.muEff)*way.AtVec(d))
	}
	c.cov.ScaleSym(1-c.c1-c.cMu+float64((1-moves)*c.c1*c.cc*(2-c.cc)), c.cov)
	c.cov.SymRankOne(c.cov, c.c1, mat.NewVecDense(c.n, c.pathC))
	for k, w := range c.weights {
		c.cov.SymRankOne(c.cov, c.cMu*w, steps[order[k]])
	}
	c.sigma *= math.Exp(min(1, c.cs/c.damp*(norm/c.chi-1)))
	return c.factor.Factorize(c.cov) && c.sigma > 1e-12
}
