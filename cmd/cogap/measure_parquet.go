package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"

	"github.com/cogap/cogap/adapters/parquet"
)

// parquetRows reads a Parquet file. Columns are chosen as they are asked for, before the first row.
type parquetRows struct {
	file    *parquet.Reader
	places  []int // of the columns chosen, by the columns of the file; -1 for others
	row     []any
	n       int64 // rows read
	missing missing
}

// newParquetRows opens a file, which must be one that can be read at any place.
func newParquetRows(in io.Reader, o *options) (*parquetRows, error) {
	file, ok := in.(*os.File)
	if !ok {
		return nil, errPipe
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errPipe
	}
	r, err := parquet.NewReader(file, info.Size())
	if err != nil {
		return nil, fmt.Errorf("Parquet: %w", err)
	}
	places := make([]int, len(r.Names()))
	for i := range places {
		places[i] = -1
	}
	return &parquetRows{file: r, places: places, missing: newMissing(o.missing)}, nil
}

var errPipe = errors.New("Parquet cannot be read from a pipe: give the name of the file")

func (p *parquetRows) names() []string   { return p.file.Names() }
func (p *parquetRows) remarks() []string { return p.missing.remarks() }
func (p *parquetRows) place() string     { return fmt.Sprintf(": row %d", p.n) }

// choose makes a column one of those that are read.
func (p *parquetRows) choose(column int) error {
	if p.places[column] >= 0 {
		return nil
	}
	if err := p.file.Select(column); err != nil {
		return err
	}
	p.places[column] = len(p.row)
	p.row = append(p.row, nil)
	return nil
}

func (p *parquetRows) next() error {
	p.n++
	return p.file.Next(p.row)
}

func (p *parquetRows) text(column int) (string, error) {
	var text string
	switch v := p.row[p.places[column]].(type) {
	case string:
		text = v
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'g', -1, 64)
	}
	if p.missing.is(text) {
		return "", nil
	}
	return text, nil
}

func (p *parquetRows) number(column int) (x float64, err error) {
	switch v := p.row[p.places[column]].(type) {
	case nil:
		return math.NaN(), nil
	case int64:
		x = float64(v)
	case float64:
		x = v
	case string:
		if p.missing.isNumber(v) {
			return math.NaN(), nil
		}
		if x, err = (dialect{}).parse(v); err != nil {
			return 0, err
		}
	}
	if p.missing.isCode(x) {
		x = math.NaN()
	}
	return x, nil
}
