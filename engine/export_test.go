package engine

import "context"

// Snapshot copies all stored people between two months, whatever runs save.
func (s *Shard) Snapshot(ctx context.Context, into *Snapshot) error {
	if err := s.layOut(into); err != nil {
		return err
	}
	err := s.each(ctx, func(id, i int) error {
		s.copyAll(id, i, into)
		return nil
	})
	s.putHeaders(into)
	return err
}
