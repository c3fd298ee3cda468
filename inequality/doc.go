// Package inequality measures inequality, gaps and mobility.
package inequality
