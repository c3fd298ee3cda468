package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

// TestOverflowIsSaidWhereItCan: of the default, whose aptitudes and use spread so wide that somebody of some seed would earn without end, it is
// proved by the people that this seed makes; not of what does overflow.
func TestOverflowIsSaidWhereItCan(t *testing.T) {
	may := func(change func(*cogap.Scenario)) []string {
		s := scenario.Default()
		change(&s)
		plan, err := cogap.Estimate(s, cogap.Options{})
		require.NoError(t, err)
		return plan.MayOverflow
	}
	require.Empty(t, may(func(s *cogap.Scenario) { s.Population.Scale = 200 }))
	require.Equal(t, []string{"income"}, may(func(s *cogap.Scenario) { s.Behaviour.PassThrough, s.Population.Scale = 0.2, 200 }))
	require.Equal(t, []string{"income"}, may(func(s *cogap.Scenario) { s.Months, s.Population.Scale = 1200, 200 }))
}
