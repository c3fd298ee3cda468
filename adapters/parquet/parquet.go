// Package parquet writes the tables of package report as Apache Parquet files, which keep the types of columns: int64,
// double and string (UTF-8), with null for a double that is not defined.
//
//	for _, t := range report.Tables(result) {
//		f, err := os.Create(t.Name + ".parquet")
//		...
//		err = parquet.Write(f, t, result.Manifest)
//	}
//
// A file's metadata say where its numbers come from and what they mean, as pairs of a key and a text:
//
//	cogap.table     name of the table
//	cogap.meaning   what a row is
//	cogap.columns   JSON: a list of name, type, unit and meaning of the columns, in their order
//	cogap.manifest  JSON: the whole scenario, the seed, versions, digests of input and result
//
// Columns are compressed with zstd; texts are in dictionaries. The same table and manifest give the same bytes.
//
// It is a module of its own, so that who imports cogap does not load the library beneath it.
package parquet

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/report"
)

// The keys of a file's metadata.
const (
	KeyTable    = "cogap.table"
	KeyMeaning  = "cogap.meaning"
	KeyColumns  = "cogap.columns"
	KeyManifest = "cogap.manifest"
)

const (
	batch    = 1024    // rows handed to the library at once
	rowGroup = 1 << 17 // rows that are in memory, encoded, at once
)

// Write writes a table, with the manifest of its run, or several, such as both of a comparison: then cogap.manifest is a
// list. Rows are written while they are made, so that memory does not grow with their number. It fails if two columns
// have one name, or if a value is not of its column's type.
func Write(w io.Writer, t report.Table, manifests ...cogap.Manifest) error {
	return write(w, t, manifests, rowGroup)
}

func write(w io.Writer, t report.Table, manifests []cogap.Manifest, rowGroup int64) error {
	schema, err := schemaOf(t)
	if err != nil {
		return err
	}
	options := []parquet.WriterOption{
		schema,
		parquet.Compression(&zstd.Codec{}),
		parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.CreatedBy("cogap", cogap.Version, ""),
	}
	pairs, err := metadata(t, manifests)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		options = append(options, parquet.KeyValueMetadata(p[0], p[1]))
	}
	p := parquet.NewGenericWriter[any](w, options...)
	if err := writeRows(p, t); err != nil {
		return errors.Join(err, p.Close())
	}
	return p.Close()
}

// metadata returns the keys and texts of a file's metadata.
func metadata(t report.Table, manifests []cogap.Manifest) ([][2]string, error) {
	columns, errColumns := json.Marshal(t.Columns)
	var from any = manifests
	if len(manifests) == 1 {
		from = manifests[0]
	}
	manifest, errManifest := json.Marshal(from)
	return [][2]string{
		{KeyTable, t.Name}, {KeyMeaning, t.Meaning}, {KeyColumns, string(columns)}, {KeyManifest, string(manifest)},
	}, errors.Join(errColumns, errManifest)
}

// writeRows writes all rows, some at a time.
func writeRows(p *parquet.GenericWriter[any], t report.Table) error {
	rows, n := make([]parquet.Row, batch), 0
	for row := range t.Rows {
		if len(row) != len(t.Columns) {
			return fmt.Errorf("table %s: got %d values in a row, want %d", t.Name, len(row), len(t.Columns))
		}
		rows[n] = rows[n][:0]
		for i, v := range row {
			value, err := valueOf(v, i, &t.Columns[i])
			if err != nil {
				return err
			}
			rows[n] = append(rows[n], value)
		}
		if n++; n == batch {
			if _, err := p.WriteRows(rows); err != nil {
				return err
			}
			n = 0
		}
	}
	_, err := p.WriteRows(rows[:n])
	return err
}

// valueOf returns a value of column i. A column that may be null has definition level 1 where it is not.
func valueOf(v any, i int, c *report.Column) (parquet.Value, error) {
	switch v := v.(type) {
	case nil:
		if c.Type == report.Double {
			return parquet.NullValue().Level(0, 0, i), nil
		}
	case int64:
		if c.Type == report.Int64 {
			return parquet.Int64Value(v).Level(0, 0, i), nil
		}
	case float64:
		if c.Type == report.Double {
			return parquet.DoubleValue(v).Level(0, 1, i), nil
		}
	case string:
		if c.Type == report.String {
			return parquet.ByteArrayValue([]byte(v)).Level(0, 0, i), nil
		}
	}
	return parquet.Value{}, fmt.Errorf("table %s: column %s: got %v (%T), want %s", c.Table, c.Name, v, v, c.Type)
}

// schemaOf returns the schema of a table, its columns in their order.
func schemaOf(t report.Table) (*parquet.Schema, error) {
	columns := inOrder{Group: parquet.Group{}, place: map[string]int{}}
	for i, c := range t.Columns {
		if _, twice := columns.place[c.Name]; twice {
			return nil, fmt.Errorf("table %s: column %s: the name occurs twice", t.Name, c.Name)
		}
		columns.place[c.Name] = i
		switch c.Type {
		case report.Int64:
			columns.Group[c.Name] = parquet.Int(64)
		case report.Double:
			columns.Group[c.Name] = parquet.Optional(parquet.Leaf(parquet.DoubleType))
		case report.String:
			columns.Group[c.Name] = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		default:
			return nil, fmt.Errorf("table %s: column %s: got type %q, want int64, double or string", t.Name, c.Name, c.Type)
		}
	}
	return parquet.NewSchema(t.Name, columns), nil
}

// inOrder is a group whose fields keep the order that they were given; parquet.Group sorts them by name.
type inOrder struct {
	parquet.Group
	place map[string]int
}

func (g inOrder) Fields() []parquet.Field {
	fields := g.Group.Fields()
	slices.SortFunc(fields, func(a, b parquet.Field) int { return cmp.Compare(g.place[a.Name()], g.place[b.Name()]) })
	return fields
}
