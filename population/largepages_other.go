//go:build !linux

package population

// LargePages does nothing on this system.
func (p *People) LargePages() {}
