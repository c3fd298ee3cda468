// Package figure draws results as pictures: PNG, SVG or PDF, with titles, units, legends and their source. It is a
// package of its own because fonts make programs that import it 8 MB larger.
package figure
