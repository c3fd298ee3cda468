package cogap

import (
	"fmt"
	"time"
)

// Cluster is what a run takes on several machines alike, each with a share of the people: done in parts that are merged ([Model.RunPart], array
// jobs), or by processes that exchange what their people did ([Options.Share], MPI), one a machine.
type Cluster struct {
	Machines int
	Cores    int           // of each machine, that work at once
	CoreTime time.Duration // of one core, all machines together
	Time     time.Duration // until the machine with the largest share is done
	Agents   int           // of the largest share
	Bytes    int64         // memory of a machine
	// PartBytes is about how much is written of each part, and what a process sends to each other one over all months, in bytes. Parts of
	// the world were measured to take 0.5 to 0.7 of it, with 10^5 to 10^7 agents; counts of more take more.
	PartBytes int64
	Merged    int64 // bytes that all parts have, which the merge reads
	Received  int64 // bytes that a process receives from all others, over all months
}

// partShare is how many bytes of a part come to one of records in memory: 0.21 to 0.28 were measured in runs of the world with 10^5 to 10^7
// agents, where distributions are measured every twelfth month and every month.
const partShare = 0.4

// Cluster says what a run that was estimated takes on so many machines, each with so many cores that are as fast as this machine's. Shares are of
// whole sections, so that the largest is above the mean where there are many machines. What a pilot takes is not in it: each
// process runs it for itself. The error is that of numbers below 1.
func (m *Model) Cluster(p Plan, machines, cores int) (Cluster, error) {
	if machines < 1 || machines > mostParts || cores < 1 {
		return Cluster{}, fmt.Errorf("got %d machines of %d cores, want 1 or more, and at most %d machines", machines, cores, mostParts)
	}
	all, _, err := m.bytes(cores)
	if err != nil {
		return Cluster{}, err
	}
	c := Cluster{Machines: machines, Cores: cores, CoreTime: p.CoreTime}
	for number := range machines {
		s := Share{Number: number, Of: machines}
		lo, hi := s.chunks(m.engine)
		c.Agents = max(c.Agents, m.engine.Layout().Before(hi)-m.engine.Layout().Before(lo))
	}
	c.Time = time.Duration(float64(p.CoreTime) * float64(c.Agents) / float64(max(p.Agents, 1)) / float64(cores))
	c.Bytes = all - p.PeopleBytes + int64(float64(p.PeopleBytes)*float64(c.Agents)/float64(max(p.Agents, 1)))
	c.PartBytes = int64(float64(m.engine.RecordBytes()) * partShare)
	c.Merged = c.PartBytes * int64(machines)
	c.Received = c.PartBytes * int64(machines-1) * int64(p.Passes)
	return c, nil
}
