package vector_test

import (
	"testing"

	"github.com/cogap/cogap/internal/vector/generated"
)

// TestGenerated: package rng tests what the functions do.
func TestGenerated(t *testing.T) { generated.Fresh(t, "threefry_amd64.s", "../..") }
