package beam

import (
	"context"
	"encoding/json"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/cogap/cogap"
)

func init() {
	register.DoFn2x2[context.Context, int, []byte, error](&people{})
	register.Combiner1[[]byte](&parts{})
}

// Population runs one streamed population of one pass as a pipeline: shares of the people are elements, and their parts are combined. The result is that
// of the run at one place, to the bit. Its errors are those of [cogap.Model.Part] and [cogap.Model.Whole].
func Population(ctx context.Context, s cogap.Scenario, o Options) (*cogap.Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	m, err := cogap.NewModel(s)
	if err != nil {
		return nil, err
	}
	if err := m.Divisible(); err != nil {
		return nil, err
	}
	if s.Rule != nil {
		return nil, errRule
	}
	text, err := json.Marshal(m.Scenario())
	if err != nil {
		return nil, err
	}
	n := o.elements(m.Engine().Sections())
	found, err := run(ctx, o.Found, func(scope beam.Scope) beam.PCollection {
		return beam.Combine(scope, &parts{}, beam.ParDo(scope, &people{Scenario: text, Of: n}, numbers(scope, n)))
	})
	if err != nil {
		return nil, err
	}
	all := new(cogap.Part)
	if err := all.UnmarshalBinary(found); err != nil {
		return nil, err
	}
	return m.Whole(ctx, all, cogap.Options{})
}

// people takes shares of a scenario's people through all months.
type people struct {
	Scenario []byte
	Of       int

	model *cogap.Model
}

// Setup makes the model once for many elements.
func (p *people) Setup() error {
	var s cogap.Scenario
	if err := json.Unmarshal(p.Scenario, &s); err != nil {
		return err
	}
	var err error
	p.model, err = cogap.NewModel(s)
	return err
}

// ProcessElement returns what a share of the people did.
func (p *people) ProcessElement(ctx context.Context, number int) ([]byte, error) {
	part, err := p.model.Part(ctx, number, p.Of, cogap.Options{})
	if err != nil {
		return nil, err
	}
	return part.MarshalBinary()
}

// parts combines parts of a population.
type parts struct{}

// MergeAccumulators merges one part into another; no bytes are nobody.
func (*parts) MergeAccumulators(a, b []byte) ([]byte, error) {
	if len(a) == 0 {
		return b, nil
	}
	if len(b) == 0 {
		return a, nil
	}
	var p, q cogap.Part
	if err := p.UnmarshalBinary(a); err != nil {
		return nil, err
	}
	if err := q.UnmarshalBinary(b); err != nil {
		return nil, err
	}
	if err := p.Merge(&q); err != nil {
		return nil, err
	}
	return p.MarshalBinary()
}
