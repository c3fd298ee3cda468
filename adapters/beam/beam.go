// Package beam runs a study, or one population, as a pipeline of Apache Beam: in this process by the runner prism, or on Flink, Spark or
// Dataflow with the same binary and that runner's flags. What it finds is what is found at one place, to the bit.
//
// [Study] has the numbers of runs as elements, which are shuffled among the workers; their rows are combined. [Population] has shares of the
// people as elements, and combines their parts ([cogap.Part]), which it can for streamed runs of one pass only: months unrolled into a
// pipeline would exchange what people did through the shuffle each month, which a trial found 19 times as slow as MPI.
//
// It is a module of its own, and a workspace of its own, because Beam needs some 300 modules. README.md says how to run it, and where the
// traps are.
package beam

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"
)

func init() {
	register.DoFn2x1[context.Context, []byte, error](&write{})
}

// write writes bytes to a file, which is in whatever filesystem Beam knows by its name, such as gs://bucket/file.
type write struct{ Name string }

// ProcessElement writes the only element that there is.
func (w *write) ProcessElement(ctx context.Context, data []byte) error {
	fs, err := filesystem.New(ctx, w.Name)
	if err != nil {
		return err
	}
	defer fs.Close() // the file counts
	return filesystem.Write(ctx, fs, w.Name, data)
}

// numbers returns the numbers below n, shuffled among the workers: a runner keeps elements together that were made together, and
// would have one worker do all.
func numbers(s beam.Scope, n int) beam.PCollection {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return beam.Reshuffle(s, beam.CreateList(s, list))
}

// run runs a pipeline that leaves bytes in a file, on the runner that the flags name, and returns them. An empty name is a file of this
// machine, for runners in this process. That the file can be written from here is found out before anything runs.
func run(ctx context.Context, name string, build func(s beam.Scope) beam.PCollection) ([]byte, error) {
	if name == "" {
		dir, err := os.MkdirTemp("", "cogap-beam-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		name = filepath.Join(dir, "found")
	}
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return nil, err
	}
	defer fs.Close()                                             // what was written is in the file, or an error has said that it is not
	if err := filesystem.Write(ctx, fs, name, nil); err != nil { // else hours of runs would be lost in the end
		return nil, err
	}
	p, s := beam.NewPipelineWithRoot()
	beam.ParDo0(s, &write{name}, build(s))
	if err := beamx.Run(ctx, p); err != nil {
		return nil, err
	}
	data, err := read(ctx, fs, name)
	if err == nil && len(data) == 0 {
		err = fmt.Errorf("%s: the pipeline is done, and nothing is there: workers on other machines need a file that all reach", name)
	}
	return data, err
}

func read(ctx context.Context, fs filesystem.Interface, name string) ([]byte, error) {
	f, err := fs.OpenRead(ctx, name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // it was only read
	return io.ReadAll(f)
}
