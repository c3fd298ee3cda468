// Command ark has the rule of the kernel as a user of Ark writes it, an entity component system for models: an entity for each person, components of
// what belongs together, a query over tables in each month; noise from math/rand/v2 for those with access alone.
//
// ark FILE SECONDS reads what bench/c/step.c reads and prints what that prints. It is a module of its own, so that whoever
// builds the library or runs its tests needs no Ark.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/mlange-42/ark/ecs"
)

const months = 12

// Means is what a person can pay with.
type Means struct {
	Income, BudgetShare, Reservation float32
}

// Skill is what a person can do, alone and with AI.
type Skill struct {
	Cognition, Aptitude, Augmented float32
}

// Mind is what a person thinks of AI and is used to.
type Mind struct {
	Belief, Uncertainty, Habit float32
}

// Access is what a person holds, why not, and for how many others it waits.
type Access struct {
	Threshold    float32
	Tier, Filter uint8
}

// constants of all months, in the order of the file.
type constants struct {
	Price, AtStake, Risk, Delivered, Necessity, Subsistence, Share, Gain, Noise, Noise2, Drift, Hear, Heard float32
	HabitUp, HabitOn, HabitOff, Missed, Learning, Growth, PassThrough                                       float32
	_                                                                                                       [4]uint32 // words of the kernel's generator
}

// sums over people of a month, without and with access.
type sums struct {
	people                       [2]int
	income, cognition, augmented [2]float64
	belief, gain                 float64
	filters                      [5]int
	joined, left                 int
}

type model struct {
	constants
	born   [8][]float32
	people *ecs.Filter4[Means, Skill, Mind, Access]
	random *rand.Rand
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "ark:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 3 {
		return errors.New("usage: ark FILE SECONDS")
	}
	seconds, err := strconv.ParseFloat(os.Args[2], 64)
	if err != nil {
		return err
	}
	m, err := read(os.Args[1])
	if err != nil {
		return err
	}
	var times []float64
	var shares float64
	var first sums
	for end := time.Now().Add(time.Duration(seconds * float64(time.Second))); len(times) == 0 || time.Now().Before(end); {
		m.reset()
		for range months {
			start := time.Now()
			s := m.step()
			n := float64(len(m.born[0]))
			times = append(times, float64(time.Since(start))/n)
			shares += float64(s.people[1]) / n
			if len(times) == 1 {
				first = s
			}
		}
	}
	slices.Sort(times)
	fmt.Println(times[len(times)/2], times[0], shares/float64(len(times)))
	fmt.Println(first.people[0], first.people[1], first.income[0], first.income[1], first.cognition[0], first.cognition[1],
		first.augmented[0], first.augmented[1], first.belief, first.gain)
	return nil
}

// read makes a world of the people in a file.
func read(name string) (m *model, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	m = &model{random: rand.New(rand.NewPCG(1, 2))}
	n, err := m.read(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	world := ecs.NewWorld(n)
	ecs.NewMap4[Means, Skill, Mind, Access](world).NewBatchFn(n, nil)
	m.people = ecs.NewFilter4[Means, Skill, Mind, Access](world)
	return m, nil
}

func (m *model) read(r io.Reader) (people int, err error) {
	var n int32
	if err := errors.Join(binary.Read(r, binary.LittleEndian, &n), binary.Read(r, binary.LittleEndian, &m.constants)); err != nil {
		return 0, err
	}
	for i := range m.born {
		m.born[i] = make([]float32, n)
		if err := binary.Read(r, binary.LittleEndian, m.born[i]); err != nil {
			return 0, err
		}
	}
	return int(n), nil
}

// reset gives everybody the state of birth.
func (m *model) reset() {
	at := 0
	for query := m.people.Query(); query.NextTable(); {
		means, skill, mind, access := query.GetColumns()
		for i := range means {
			means[i] = Means{Income: m.born[0][at], BudgetShare: m.born[6][at]}
			skill[i] = Skill{Cognition: m.born[1][at], Aptitude: m.born[2][at]}
			mind[i] = Mind{Belief: m.born[3][at], Uncertainty: m.born[4][at], Habit: m.born[5][at]}
			access[i] = Access{Threshold: m.born[7][at]}
			at++
		}
	}
}

// step lives one month of everybody's.
func (m *model) step() (sums sums) {
	c := m.constants
	for query := m.people.Query(); query.NextTable(); {
		means, skills, minds, accesses := query.GetColumns()
		for i := range means {
			means, skill, mind, access := &means[i], &skills[i], &minds[i], &accesses[i]
			ability := means.BudgetShare * max(0, means.Income-c.Subsistence)
			worth := max(0, c.AtStake*means.Income*skill.Aptitude*(mind.Belief-c.Risk*skill.Aptitude*mind.Uncertainty)) * (1 + c.Necessity*mind.Habit)
			means.Reservation = min(worth, ability)
			if worth >= c.Price && ability >= c.Price && c.Share >= access.Threshold {
				if access.Tier == 0 {
					sums.joined++
				}
				*access = Access{Tier: 1}
				z := c.Gain + c.Noise*float32(m.random.NormFloat64())
				kalman := mind.Uncertainty / (mind.Uncertainty + c.Noise2)
				mind.Belief += kalman * (z - mind.Belief)
				mind.Uncertainty = (1-kalman)*mind.Uncertainty + c.Drift
				mind.Habit = c.HabitUp + c.HabitOn*mind.Habit
				g := skill.Aptitude * c.Gain * c.Delivered
				skill.Cognition *= 1 + c.Learning*g
				skill.Augmented = skill.Cognition * (1 + g)
				means.Income *= c.Growth + c.PassThrough*g
				sums.people[1]++
				sums.income[1] += float64(means.Income)
				sums.cognition[1] += float64(skill.Cognition)
				sums.augmented[1] += float64(skill.Augmented)
				sums.belief += float64(mind.Belief)
				sums.gain += float64(g)
				sums.filters[0]++
				continue
			}
			switch {
			case worth < c.Price && ability < c.Price:
				access.Filter = 3
			case worth < c.Price:
				access.Filter = 2
			case ability < c.Price:
				access.Filter = 1
			default:
				access.Filter = 4
			}
			if access.Tier != 0 {
				sums.left++
				access.Tier = 0
			}
			mind.Belief += c.Hear * (c.Heard - mind.Belief)
			mind.Uncertainty += c.Drift
			mind.Habit *= c.HabitOff
			skill.Augmented = skill.Cognition * (1 - c.Missed*mind.Habit)
			means.Income *= c.Growth
			sums.people[0]++
			sums.income[0] += float64(means.Income)
			sums.cognition[0] += float64(skill.Cognition)
			sums.augmented[0] += float64(skill.Augmented)
			sums.filters[access.Filter]++
		}
	}
	return sums
}
