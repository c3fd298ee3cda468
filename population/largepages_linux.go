package population

import (
	"os"
	"syscall"
	"unsafe"
)

// LargePages asks the system for large pages of memory under the columns, before anything is written to them. What it answers changes no number and
// is not told: where a system has none, people lie in small ones.
func (p *People) LargePages() {
	for _, column := range p.slabs.columns() {
		if len(column) > 0 {
			largePages(unsafe.Pointer(&column[0]), 4*len(column))
		}
	}
	for _, column := range [...][]uint8{p.slabs.Tier, p.slabs.Filter, p.slabs.Tenth} {
		if len(column) > 0 {
			largePages(unsafe.Pointer(&column[0]), len(column))
		}
	}
}

// leastLarge is how many bytes are worth asking for: some large pages.
const leastLarge = 4 << 20

// largePages asks for them under the whole pages of n bytes.
func largePages(at unsafe.Pointer, n int) {
	page := os.Getpagesize()
	b := unsafe.Slice((*byte)(at), n)
	from := -int(uintptr(at)) & (page - 1)
	if whole := (n - from) &^ (page - 1); whole >= leastLarge {
		_ = syscall.Madvise(b[from:from+whole], syscall.MADV_HUGEPAGE) // a wish
	}
}
