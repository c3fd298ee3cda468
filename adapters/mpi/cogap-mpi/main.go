// Command cogap-mpi runs a scenario on all processes that mpirun has started, each with a share of the people, and prints the result once:
//
//	mpirun -n 4 --map-by node --bind-to none cogap-mpi -out result.json essay
//
// It takes what cogap run takes: a built-in scenario or a file, and -set for changes. It is built with the tag mpi; see package mpi.
package main
