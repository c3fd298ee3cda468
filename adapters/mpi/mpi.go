//go:build mpi

package mpi

/*
#include <mpi.h>
#include <stdlib.h>

// macros of C that Go cannot see
static MPI_Comm world(void) { return MPI_COMM_WORLD; }
static int init(void) {
	int given;
	return MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &given) != MPI_SUCCESS || given < MPI_THREAD_SERIALIZED;
}
static int lengths(long long mine, long long *all) {
	return MPI_Allgather(&mine, 1, MPI_LONG_LONG, all, 1, MPI_LONG_LONG, MPI_COMM_WORLD);
}
static int gather(const void *mine, int n, void *all, const int *counts, const int *places) {
	return MPI_Allgatherv(mine, n, MPI_BYTE, all, counts, places, MPI_BYTE, MPI_COMM_WORLD);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"unsafe"

	"github.com/cogap/cogap"
)

// World is all processes that mpirun has started. One program has one, from Init to Finalize.
type World struct{ rank, size int }

// Init joins the others. It returns an error if MPI cannot be used from several threads, one at a time, or if the others are not there:
// each process would take itself for the only one, and do all of the work.
func Init() (*World, error) {
	if C.init() != 0 {
		return nil, errors.New("mpi: it cannot be started for a program with threads")
	}
	var rank, size C.int
	C.MPI_Comm_rank(C.world(), &rank)
	C.MPI_Comm_size(C.world(), &size)
	w := &World{int(rank), int(size)}
	return w, w.whole()
}

// whole returns an error if fewer processes have joined than were started together.
func (w *World) whole() error {
	for _, name := range []string{"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"} { // of Open MPI; of MPICH, and others that start processes as it does
		if started, err := strconv.Atoi(os.Getenv(name)); err == nil && started > w.size {
			return fmt.Errorf("mpi: %d processes were started (%s), and this one finds %d: is it built for the MPI of another mpirun?", started, name, w.size)
		}
	}
	return nil
}

// Rank returns the number of this process, from 0.
func (w *World) Rank() int { return w.rank }

// Size returns the number of processes.
func (w *World) Size() int { return w.size }

// Finalize leaves the others, when all have done their work.
func (w *World) Finalize() { C.MPI_Finalize() }

// Abort ends all processes with an exit code: a process that has failed must not leave the others waiting for it.
func (w *World) Abort(code int) { C.MPI_Abort(C.world(), C.int(code)) }

// Bound returns a note if mpirun has bound this process to fewer processors than the machine has, so that its goroutines have to share
// them; empty if it has not, or where this is not known.
func (w *World) Bound() string {
	processors, _ := filepath.Glob("/sys/devices/system/cpu/cpu[0-9]*") // of Linux
	if n, online := runtime.NumCPU(), len(processors); n < online {
		return fmt.Sprintf("rank %d may use %d of %d processors: start it with --bind-to none, one rank a machine", w.rank, n, online)
	}
	return ""
}

// Share returns the options by which this process runs its share of the people of a scenario that all run.
func (w *World) Share() cogap.Share {
	return cogap.Share{Number: w.rank, Of: w.size, Exchange: w.exchange}
}

// exchange gives bytes to all processes and returns those of all, by rank.
func (w *World) exchange(mine []byte) ([][]byte, error) {
	lengths := make([]C.longlong, w.size)
	if C.lengths(C.longlong(len(mine)), &lengths[0]) != C.MPI_SUCCESS {
		return nil, errors.New("mpi: all-gather failed")
	}
	counts, places, total := make([]C.int, w.size), make([]C.int, w.size), 0
	for i, n := range lengths {
		counts[i], places[i] = C.int(n), C.int(total)
		if total += int(n); total > math.MaxInt32 {
			return nil, fmt.Errorf("mpi: %d bytes of %d processes are more than it takes at once", total, w.size)
		}
	}
	all := make([]byte, total+1) // never of no length
	if C.gather(unsafe.Pointer(unsafe.SliceData(append(mine, 0))), C.int(len(mine)), unsafe.Pointer(&all[0]), &counts[0], &places[0]) != C.MPI_SUCCESS {
		return nil, errors.New("mpi: all-gather failed")
	}
	list := make([][]byte, w.size)
	for i := range list {
		list[i] = all[places[i] : places[i]+counts[i]]
	}
	return list, nil
}
