//go:build !amd64 || purego

package agent

// Kernel names the kernel that updates people: "avx2", or "portable" where the processor or the build has no vectors.
func Kernel() string { return "portable" }

// wideDraw is what vectors draw with.
type wideDraw struct{}

// What vectors would do of a pass, and for how many people they have done it: none. See kernel_amd64.go.

func (t *tile) markWide(*constants) int                                { return 0 }
func (t *tile) decideWide(*constants) int                              { return 0 }
func (t *tile) zerosWide([]uint8, *bitset) int                         { return 0 }
func (t *tile) attendWide(*constants) int                              { return 0 }
func (t *tile) changesWide(*constants) int                             { return 0 }
func (t *tile) chooseWide(*constants, []uint8) bool                    { return false }
func (t *tile) chooseAllWide(*constants, []uint8)                      {}
func (t *tile) admitAllWide(*constants, int)                           {}
func (t *tile) keepOneWide(*constants) int                             { return 0 }
func (t *tile) stepWithoutWide(*constants, *tally) int                 { return 0 }
func (t *tile) drawWide(*Month, []uint8) bool                          { return false }
func (t *tile) beginWide(*Month, *Block) bool                          { return false }
func (t *tile) needsWide(*Month, []span) bool                          { return false }
func (t *tile) stepWithWide(*constants, int) bool                      { return false }
func (t *tile) eights() int                                            { return 0 }
func (*tally) countWide(*tile, []uint8, []uint8) (have int, done bool) { return 0, false }
func (t *tile) stepAllWide(*Month, int, *tally)                        {}
