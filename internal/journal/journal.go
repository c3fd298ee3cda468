// Package journal keeps files that survive a program that is killed at any moment: one writer at a time, files that appear whole or
// not at all, and lines that say whether they are whole.
package journal

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/cogap/cogap/internal/csvtext"
)

// ErrLocked is the error of a lock that another process has.
var ErrLocked = errors.New("another program is running there")

// ErrDamaged is the error of a line that is not whole.
var ErrDamaged = errors.New("damaged, or not whole")

// open opens the file of a lock, and makes it if there is none.
func open(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666) }

// openShared opens the file of a lock to read. Where there is none and none can be made, as on a medium that is read-only, nobody
// can write what it stands for either, and the folder takes its place.
func openShared(name string) (*os.File, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		f, err = open(name)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return os.Open(filepath.Dir(name))
	}
	return f, err
}

// Replace writes a file of a folder that appears whole or not at all.
func Replace(dir, name string, text []byte) error {
	return ReplaceBy(dir, name, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// ReplaceBy is Replace of a text that is written piece by piece.
func ReplaceBy(dir, name string, write func(io.Writer) error) error {
	temporary := filepath.Join(dir, "."+name+".new")
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<16)
	if err = errors.Join(write(w), w.Flush(), file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return os.Rename(temporary, filepath.Join(dir, name))
}

// Unclaimed returns an error if a folder has no file that says what it is of, and one of those that it must not have then; of says what it
// would be, such as "this study".
func Unclaimed(dir, says, of string, foreign []string) error {
	if _, err := os.Stat(filepath.Join(dir, says)); err == nil {
		return nil
	}
	for _, name := range foreign {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return fmt.Errorf("%s: has %s but no %s, so that it is not of %s: take another folder", dir, name, says, of)
		}
	}
	return nil
}

// Claim has a file of a folder hold a text that says what the folder is of. One that holds another is an error: see Holds.
func Claim(dir, name, of string, text []byte) error {
	if is, err := Holds(dir, name, of, text); is || err != nil {
		return err
	}
	return Replace(dir, name, text)
}

// Holds reports whether a file of a folder holds a text that says what the folder is of; not if there is none. One that holds another is an error; of says
// what it would be, such as "study".
func Holds(dir, name, of string, text []byte) (bool, error) {
	there, err := os.ReadFile(filepath.Join(dir, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !bytes.Equal(there, text):
		return false, fmt.Errorf("%s: is of another %s, or another version of cogap: take another folder%s", filepath.Join(dir, name), of, FirstDifference(there, text))
	}
	return true, nil
}

// FirstDifference says in which line two texts differ first, in brackets; nothing if one begins with the other.
func FirstDifference(there, here []byte) string {
	a, b := bytes.Split(there, []byte("\n")), bytes.Split(here, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return fmt.Sprintf(" (line %d there is %q, and here %q)", i+1, bytes.TrimSpace(a[i]), bytes.TrimSpace(b[i]))
		}
	}
	return ""
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Line returns cells as a line of a CSV file.
func Line(cells []string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(cells); err != nil {
		panic("journal: " + err.Error()) // a buffer takes everything
	}
	w.Flush()
	return b.Bytes()
}

// Sealed is Line with one more cell, the CRC-32C of what comes before it.
func Sealed(cells []string) []byte {
	line := Line(cells)
	line = line[:len(line)-1]
	return fmt.Appendf(line, ",%08x\n", crc32.Checksum(line, castagnoli))
}

// Unsealed returns the cells of a line that Sealed has made, without the checksum. A line that is not whole is ErrDamaged.
func Unsealed(line []byte) ([]string, error) {
	line, whole := bytes.CutSuffix(line, []byte("\n"))
	end := bytes.LastIndexByte(line, ',')
	if !whole || end < 0 || string(line[end+1:]) != fmt.Sprintf("%08x", crc32.Checksum(line[:end], castagnoli)) {
		return nil, ErrDamaged
	}
	cells, err := csv.NewReader(bytes.NewReader(line[:end])).Read()
	if err != nil {
		return nil, ErrDamaged
	}
	return cells, nil
}

// Text returns a text for a cell: without what starts a new line, and no formula.
func Text(text string) string {
	return csvtext.Cell(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), "; "))
}

// Number returns a number for a cell so that reading it gives the same bits; nothing for NaN.
func Number(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// ParseNumber reads what Number has written.
func ParseNumber(cell string) (float64, error) {
	if cell == "" {
		return math.NaN(), nil
	}
	return strconv.ParseFloat(cell, 64)
}

// ParseNumbers reads several of them.
func ParseNumbers(cells []string) ([]float64, error) {
	list := make([]float64, len(cells))
	for k, cell := range cells {
		var err error
		if list[k], err = ParseNumber(cell); err != nil {
			return nil, err
		}
	}
	return list, nil
}
