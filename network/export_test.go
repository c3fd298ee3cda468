package network

// Computed has networks made while it lasts compute all their matchings.
func Computed(make func()) {
	before := mostKept
	mostKept = 0
	defer func() { mostKept = before }()
	make()
}
