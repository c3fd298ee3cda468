package cogap_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/population"
)

// TestCluster holds the arithmetic of a run on several machines to what its parts do, by counts: all steps are done once, the largest share
// is the one that was said, and parts have as many bytes.
func TestCluster(t *testing.T) {
	s := cogap.Plain()
	s.Population, s.Months, s.Statistics.Every = population.DefaultWorld(), 3, 3
	s.Population.Scale = 8000 // 10^6 agents
	s.Stream.Passes, s.Stream.PilotAgents = 1, 1000
	m, err := cogap.NewModel(s)
	require.NoError(t, err)
	plan, err := m.Estimate(cogap.Options{})
	require.NoError(t, err)
	for _, machines := range []int{1, 10} {
		c, err := m.Cluster(plan, machines, 2)
		require.NoError(t, err)
		require.Positive(t, c.Time)
		var all, largest int64
		for number := range machines {
			steps := int64(0)
			p, err := m.Part(ctx, number, machines, cogap.Options{Progress: func(done, _ int64) { steps = done }})
			require.NoError(t, err)
			all, largest = all+steps, max(largest, steps)
			b, err := p.MarshalBinary()
			require.NoError(t, err)
			require.Less(t, int64(len(b)), c.PartBytes)
			require.Greater(t, int64(len(b)), c.PartBytes/4)
		}
		require.Equal(t, plan.AgentSteps+int64(plan.Agents), all, "each person is made once, and each month done once")
		require.Equal(t, int64(c.Agents)*int64(s.Months+1), largest)
	}
	one, err := m.Cluster(plan, 1, 1)
	require.NoError(t, err)
	require.Equal(t, plan.CoreTime, one.Time)
	require.Equal(t, plan.Agents, one.Agents)
	require.Zero(t, one.Received)

	s.Population.Scale, s.Stream.Passes = 1, 0
	stored, err := cogap.NewModel(s)
	require.NoError(t, err)
	plan, err = stored.Estimate(cogap.Options{})
	require.NoError(t, err)
	hundred, err := stored.Cluster(plan, 100, 64)
	require.NoError(t, err)
	require.InEpsilon(t, plan.Agents/100, hundred.Agents, 0.05, "2,520 sections for 100 machines")
	require.Greater(t, hundred.Bytes, plan.PeopleBytes/100)
	require.Less(t, hundred.Bytes, plan.PeopleBytes/20)
	for _, wrong := range [][2]int{{0, 1}, {1, 0}, {1 << 30, 1}} {
		_, err := m.Cluster(plan, wrong[0], wrong[1])
		require.ErrorContains(t, err, "want 1 or more")
	}
}
