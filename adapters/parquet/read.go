package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// Reader reads some columns of any Parquet file, a row at a time, in the memory of a page of each.
type Reader struct {
	file    *parquet.File
	names   []string
	leaves  []parquet.LeafColumn // those of names
	columns []*columnReader      // being read
	group   int                  // of rows, to be read next
}

// NewReader reads the schema of a file of a size in bytes. It returns an error if it is not Parquet.
func NewReader(r io.ReaderAt, size int64) (reader *Reader, err error) {
	defer recovered(&err)
	if err := checkFooter(r, size); err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	reader = &Reader{file: file}
	for _, path := range file.Schema().Columns() {
		leaf, ok := file.Schema().Lookup(path...)
		if !ok || leaf.MaxRepetitionLevel > 0 { // lists have several values a row
			continue
		}
		reader.names = append(reader.names, strings.Join(path, "."))
		reader.leaves = append(reader.leaves, leaf)
	}
	return reader, nil
}

// File is a Reader of a file of its own.
type File struct {
	*Reader
	file *os.File
}

// Open opens a named file. Errors of the file system have its name.
//
// So a program has networks read Parquet:
//
//	network.RegisterFormat(".parquet", func(name string) (network.Table, error) { return parquet.Open(name) })
func Open(name string) (*File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		var r *Reader
		if r, err = NewReader(f, info.Size()); err == nil {
			return &File{r, f}, nil
		}
	}
	return nil, errors.Join(err, f.Close())
}

// Close closes the file.
func (f *File) Close() error { return errors.Join(f.Reader.Close(), f.file.Close()) }

// checkFooter returns an error unless the description at the end of the file lies within it: the library makes room for all that it says.
func checkFooter(r io.ReaderAt, size int64) error {
	var end [8]byte
	if size < int64(len(end)+4) {
		return errors.New("it is too short")
	}
	if _, err := r.ReadAt(end[:], size-int64(len(end))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if length := int64(binary.LittleEndian.Uint32(end[:4])); length > size-12 {
		return fmt.Errorf("damaged: a description of %d bytes in a file of %d", length, size)
	}
	return nil
}

// recovered makes an error of a panic: the library may panic where a file is damaged.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("damaged: %v", p)
	}
}

// Names returns the names of the columns that have one value a row. A column within another has both names, parted by a point.
func (r *Reader) Names() []string { return r.names }

// Select chooses the columns to be read, by their places in Names. It has to come before Next.
func (r *Reader) Select(places ...int) error {
	for _, at := range places {
		c := &columnReader{leaf: r.leaves[at], name: r.names[at]}
		if err := c.understand(); err != nil {
			return err
		}
		r.columns = append(r.columns, c)
	}
	return nil
}

// Next fills row, as long as there are columns selected, with the next row: int64, float64, string, or nil for a value that is not there. Truths are
// 0 and 1, decimals are float64, dates and times numbers of the unit that they are kept in. It returns io.EOF after the last row.
func (r *Reader) Next(row []any) (err error) {
	defer recovered(&err)
	ended := 0
	for i, c := range r.columns {
		v, err := c.next()
		for errors.Is(err, io.EOF) && i == 0 && r.group < len(r.file.RowGroups()) {
			if err := r.open(); err != nil {
				return err
			}
			v, err = c.next()
		}
		switch {
		case errors.Is(err, io.EOF):
			ended++
		case err != nil:
			return fmt.Errorf("column %q: %w", c.name, err)
		default:
			row[i] = v
		}
	}
	switch ended {
	case 0:
		return nil
	case len(r.columns):
		return io.EOF
	}
	return errors.New("damaged: columns are of different lengths")
}

// open goes to the next group of rows.
func (r *Reader) open() error {
	chunks := r.file.RowGroups()[r.group].ColumnChunks()
	r.group++
	for _, c := range r.columns {
		if err := c.close(); err != nil {
			return err
		}
		c.pages = chunks[c.leaf.ColumnIndex].Pages()
	}
	return nil
}

// Close releases what is being read; the file stays open.
func (r *Reader) Close() (err error) {
	defer recovered(&err)
	var errs []error
	for _, c := range r.columns {
		errs = append(errs, c.close())
	}
	return errors.Join(errs...)
}

// A columnReader reads the values of a column in a group of rows, page by page.
type columnReader struct {
	leaf     parquet.LeafColumn
	name     string
	scale    float64 // that decimals are divided by, else 0
	unsigned bool
	pages    parquet.Pages
	page     parquet.Page
	values   parquet.ValueReader
	buffer   [batch]parquet.Value
	have     []parquet.Value
}

// understand finds out what the numbers of the column mean.
func (c *columnReader) understand() error {
	kind := c.leaf.Node.Type().Kind()
	whole := kind == parquet.Int32 || kind == parquet.Int64
	readable := whole || kind == parquet.Boolean || kind == parquet.Float || kind == parquet.Double || kind == parquet.ByteArray
	if logical := c.leaf.Node.Type().LogicalType(); logical != nil {
		switch meaning := logical.Value.(type) {
		case *format.IntType:
			c.unsigned = !meaning.IsSigned
		case *format.DecimalType:
			c.scale = math.Pow10(int(meaning.Scale))
			readable = whole
		}
	}
	if !readable {
		return fmt.Errorf("column %q: got %s, which is not read: want numbers of 32 or 64 bits, truths or texts", c.name, c.leaf.Node.Type())
	}
	return nil
}

func (c *columnReader) next() (any, error) {
	for len(c.have) == 0 {
		if err := c.fill(); err != nil {
			return nil, err
		}
	}
	v := c.have[0]
	c.have = c.have[1:]
	return c.value(v), nil
}

// fill reads some more values, perhaps of the next page.
func (c *columnReader) fill() error {
	if c.values == nil {
		if c.pages == nil {
			return io.EOF
		}
		page, err := c.pages.ReadPage()
		if err != nil {
			return err
		}
		c.page, c.values = page, page.Values()
	}
	n, err := c.values.ReadValues(c.buffer[:])
	c.have = c.buffer[:n]
	if errors.Is(err, io.EOF) || n == 0 && err == nil {
		c.have = slices.Clone(c.have) // texts lie in the page
		for i := range c.have {
			c.have[i] = c.have[i].Clone()
		}
		parquet.Release(c.page)
		c.page, c.values = nil, nil
		return nil
	}
	return err
}

func (c *columnReader) close() error {
	if c.page != nil {
		parquet.Release(c.page)
	}
	c.page, c.values, c.have = nil, nil, nil
	if c.pages == nil {
		return nil
	}
	pages := c.pages
	c.pages = nil
	return pages.Close()
}

// value returns a value as Next hands it out.
func (c *columnReader) value(v parquet.Value) any {
	if v.IsNull() {
		return nil
	}
	switch v.Kind() {
	case parquet.Boolean:
		if v.Boolean() {
			return int64(1)
		}
		return int64(0)
	case parquet.Int32:
		return c.whole(int64(v.Int32()), uint64(v.Uint32()))
	case parquet.Int64:
		return c.whole(v.Int64(), v.Uint64())
	case parquet.Float:
		return float64(v.Float())
	case parquet.Double:
		return v.Double()
	}
	return string(v.ByteArray())
}

func (c *columnReader) whole(n int64, unsigned uint64) any {
	switch {
	case c.scale != 0:
		return float64(n) / c.scale
	case c.unsigned:
		return float64(unsigned)
	}
	return n
}
