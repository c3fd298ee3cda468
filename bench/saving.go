package bench

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/cogap/cogap"
)

// Saving is a run that saves itself, against the same run that does not.
type Saving struct {
	model *cogap.Model
	dir   string
}

// NewSaving returns the run of so many people; distributions are measured every third month. Close removes what it saves.
func NewSaving(people int) (*Saving, error) {
	m, err := cogap.NewModel(Scenario(people, 3))
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "cogap-saving-")
	return &Saving{m, dir}, err
}

// Run returns the nanoseconds of a run, which saves itself every six months or does not.
func (s *Saving) Run(ctx context.Context, save bool) (ns float64, err error) {
	var o cogap.Options
	if save {
		o.Checkpoint = cogap.Checkpoint{Dir: filepath.Join(s.dir, "run"), Every: 6}
		defer os.RemoveAll(o.Checkpoint.Dir) // before the next run, which may be one that does not save itself
	}
	start := time.Now()
	_, err = s.model.Run(ctx, o)
	return float64(time.Since(start)), err
}

// Close removes what was saved.
func (s *Saving) Close() error { return os.RemoveAll(s.dir) }
