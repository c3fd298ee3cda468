// Package mpi runs one scenario on many machines at once by MPI: each process (rank) has a fixed share of the people, and after each
// month all exchange what their people did. Every rank has the result of a run on one machine, to the bit, for any number of ranks.
//
// It needs an MPI library (Open MPI or MPICH) and cgo, and is built with its compiler and the tag mpi:
//
//	CC=mpicc go install -tags mpi github.com/cogap/cogap/adapters/mpi/cogap-mpi@latest
//	mpirun -n 4 --map-by node --bind-to none cogap-mpi run scenario.yaml
//
// Without the tag the package is empty, so that everything else builds where there is no MPI. One rank a machine is best: its
// goroutines use all processors, unless mpirun binds the process to one, which Init says.
//
// A run may save itself in a folder that all processes have (run --checkpoint, resume): each writes files of its own, and any number of ranks goes on
// with them. A rank that fails ends all. Open MPI waits for one that ends without a fault before it has called Init, as a script may that does not start the
// program; only mpirun --timeout SECONDS bounds that, and with it the whole run.
//
// What is exchanged are the bytes of engine.Partial, by all-gather, and each rank adds up all of them: integers, with overflow told, of strata,
// histograms and collections alike. An all-reduce of fixed length would need all bins of all histograms, and could not do extremes.
package mpi
