package study

// Order returns the runs of a study in the order in which so many workers begin them.
func (s *Study) Order(workers int) []int {
	runs := numbers(s.Len())
	s.pasts().sorted(s, runs)
	return s.pasts().dealt(s, runs, workers)
}
