//go:build !purego

package vector

// Line writes a*x + b to the first places of to, as float32 rounds each step, and returns how many: whole eights of those that x has. to may be x.
func Line(to, x []float32, a, b float32) (done int) {
	if done = len(x) &^ 7; !AVX2 || done == 0 {
		return 0
	}
	to = to[:done]
	line(&to[0], &x[0], a, b, done)
	return done
}

// Mix is Line of a*x + b*y; y is as long as x.
func Mix(to, x, y []float32, a, b float32) (done int) {
	if done = len(x) &^ 7; !AVX2 || done == 0 {
		return 0
	}
	to, y = to[:done], y[:done]
	mix(&to[0], &x[0], &y[0], a, b, done)
	return done
}

//go:noescape
func line(to, x *float32, a, b float32, n int)

//go:noescape
func mix(to, x, y *float32, a, b float32, n int)
