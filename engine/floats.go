package engine

import (
	"encoding/binary"
	"unsafe"
)

// littleEndian reports whether a number's first byte in memory is the least significant one, as in files.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// putFloats copies a column into bytes, the least significant of each number first.
func putFloats(b []byte, column []float32) {
	b = b[:4*len(column)]
	copy(b, bytesOf(column))
	if !littleEndian {
		swap(b)
	}
}

// takeFloats copies a column from bytes that putFloats has made.
func takeFloats(column []float32, b []byte) {
	own := bytesOf(column)
	copy(own, b[:len(own)])
	if !littleEndian {
		swap(own)
	}
}

// bytesOf returns the memory of a column: to copy it is ten times as fast as to encode its numbers.
func bytesOf(column []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(column))), 4*len(column))
}

// swap turns the bytes of each number around.
func swap(b []byte) {
	for ; len(b) >= 4; b = b[4:] {
		b[0], b[1], b[2], b[3] = b[3], b[2], b[1], b[0]
	}
}
