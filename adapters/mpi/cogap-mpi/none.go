//go:build !mpi

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "cogap-mpi: it was built without MPI: CC=mpicc go build -tags mpi")
	os.Exit(1)
}
