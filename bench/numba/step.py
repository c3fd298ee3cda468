"""The rule of the kernel as a user of Numba writes it: columns of NumPy, one loop over people that Numba compiles for this very machine, float32
throughout, noise from a generator in the loop, for those with access alone.

python3 step.py FILE SECONDS reads what bench/c/step.c reads and prints what that prints. What Numba compiles is warm before it is timed.
"""

import sys
import time

import numpy as np
from numba import njit

MONTHS = 12
ZERO, ONE, MINUS_TWO, HALF_TURN = np.float32(0), np.float32(1), np.float32(-2), np.float32(2.0**-31)
SHIFTS = tuple(np.uint64(x) for x in (24, 40, 16, 37, 27, 32))
compiled = njit(cache=True, fastmath=True, error_model="numpy")


@compiled
def normal(state):
    """A normal deviate by the polar method, from xoroshiro128+: faster than np.random.standard_normal where many have access, by up to a fifth."""
    while True:
        a, b = state[0], state[1]
        word = a + b
        b ^= a
        state[0] = (a << SHIFTS[0] | a >> SHIFTS[1]) ^ b ^ (b << SHIFTS[2])
        state[1] = b << SHIFTS[3] | b >> SHIFTS[4]
        u, v = np.float32(np.int32(word >> SHIFTS[5])) * HALF_TURN, np.float32(np.int32(word)) * HALF_TURN
        q = u * u + v * v
        if ZERO < q < ONE:
            return u * np.sqrt(MINUS_TWO * np.log(q) / q)


@compiled
def step(columns, codes, k, state):
    """Everybody's month. Returns people by access, sums without and with, sums of belief and gain, filters, joined and left."""
    income, cognition, aptitude, belief, uncertainty, habit, budget, threshold, reserve, augmented = columns
    held, filters = codes
    price, at_stake, risk, delivered, necessity, subsistence, share, gain, noise, noise2, drift, hear, heard = k[:13]
    habit_up, habit_on, habit_off, missed, learning, growth, pass_through = k[13:20]
    users = joined = left = neither = opted_out = priced_out = waiting = 0
    y0 = y1 = c0 = c1 = e0 = e1 = beliefs = gains = 0.0
    for i in range(income.size):
        y = income[i]
        ability = budget[i] * max(ZERO, y - subsistence)
        worth = max(ZERO, at_stake * y * aptitude[i] * (belief[i] - risk * aptitude[i] * uncertainty[i])) * (ONE + necessity * habit[i])
        reserve[i] = min(worth, ability)
        would, could = worth >= price, ability >= price
        if would and could and share >= threshold[i]:
            joined += held[i] == 0
            held[i] = 1
            filters[i] = 0
            threshold[i] = ZERO
            z = gain + noise * normal(state)
            kalman = uncertainty[i] / (uncertainty[i] + noise2)
            b = belief[i] + kalman * (z - belief[i])
            belief[i] = b
            uncertainty[i] = (ONE - kalman) * uncertainty[i] + drift
            habit[i] = habit_up + habit_on * habit[i]
            g = aptitude[i] * gain * delivered
            c = cognition[i] * (ONE + learning * g)
            e = c * (ONE + g)
            y *= growth + pass_through * g
            cognition[i], augmented[i], income[i] = c, e, y
            users += 1
            y1 += y
            c1 += c
            e1 += e
            beliefs += b
            gains += g
            continue
        if would:
            if could:
                filters[i] = 4
                waiting += 1
            else:
                filters[i] = 1
                priced_out += 1
        elif could:
            filters[i] = 2
            opted_out += 1
        else:
            filters[i] = 3
            neither += 1
        left += held[i] != 0
        held[i] = 0
        belief[i] += hear * (heard - belief[i])
        uncertainty[i] += drift
        habit[i] *= habit_off
        c = cognition[i]
        e = c * (ONE - missed * habit[i])
        y *= growth
        augmented[i], income[i] = e, y
        y0 += y
        c0 += c
        e0 += e
    others = income.size - users
    return others, users, y0, y1, c0, c1, e0, e1, beliefs, gains, priced_out, opted_out, neither, waiting, joined, left


def apart(kind, n, count):
    """Empty columns that begin in different places of a page, or those of 2^12 or 2^20 people push each other out of the caches: 6.7 ns, not 3.6."""
    memory = np.zeros((count, n + 80), kind)
    return tuple(memory[i, :n] for i in range(count))


def months(columns, codes, born, k, state):
    """Everybody starts anew and lives some months: their sums and their nanoseconds an agent-step."""
    for column, values in zip(columns, born):
        column[:] = values
    codes[0][:] = 0
    sums, times = [], []
    for _ in range(MONTHS):
        start = time.perf_counter_ns()
        s = step(columns, codes, k, state)
        times.append((time.perf_counter_ns() - start) / born.shape[1])
        sums.append(s)
    return sums, times


def main(file, seconds):
    data = np.fromfile(file, dtype="<f4")
    n = int(data[:1].view("<i4")[0])
    k = tuple(data[1:21])
    born = data[25:].reshape(8, n)  # after four words of the kernel's generator
    columns, codes = apart(np.float32, n, 10), apart(np.uint8, n, 2)
    state = np.array([0x9E3779B97F4A7C15, 0xD1B54A32D192ED03], np.uint64)
    first = months(columns, codes, born, k, state)[0][0]
    shares, times = [], []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        sums, took = months(columns, codes, born, k, state)
        shares += [s[1] / n for s in sums]
        times += took
    times.sort()
    print(times[len(times) // 2], times[0], sum(shares) / len(shares))
    print(*first[:10])


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
