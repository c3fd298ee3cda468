// Package bench holds the kernel and whole runs against what a user would write instead, in the same run:
//
//	kernel    this library's hot loop (agent.Block.Step), with AVX2 or portable
//	structs   a slice of structs, one loop, math/rand/v2: straightforward Go, done well
//	gonum     columns of float64, worked on by gonum/floats and gonum/stat/distuv
//	numba     Python, columns of NumPy, one loop that Numba compiles (needs python3 with numba; see numba/step.py)
//	ark       an entity component system in Go, components of people in tables (needs the module of Ark; see ark/main.go)
//	c         C, columns, auto-vectorised for this very machine: the limit (needs gcc; see c/step.c)
//	java      Java, an object for each person that one loop steps, in the way of MASON (needs javac; see java/Step.java)
//
// All live the same rule, one tier with room for all, add up the same sums and draw noise only for those with access.
// go test -bench . ./bench measures them one after the other; go run ./bench/results takes turns, and writes RESULTS.md.
package bench
