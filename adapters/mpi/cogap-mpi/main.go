// Command cogap-mpi runs a scenario on all processes that mpirun has started, each with a share of the people, and prints the result once:
//
//	mpirun -n 4 --map-by node --bind-to none cogap-mpi run --checkpoint saved --every 6 essay
//	mpirun -n 3 --map-by node --bind-to none cogap-mpi resume saved
//
// run takes what cogap run takes: a built-in scenario or a file, and --set for changes; resume goes on with what run saved, or cogap run did,
// by any number of processes. It is built with the tag mpi; see package mpi.
package main
