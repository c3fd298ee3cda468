package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cogap/cogap/internal/param"
)

// rows are the rows of a table, read one by one.
type rows interface {
	names() []string                    // of the columns
	choose(column int) error            // before the first row: it is one that will be read
	next() error                        // goes to the next row, io.EOF after the last
	text(column int) (string, error)    // a cell as it is written, without spaces around it
	number(column int) (float64, error) // a cell as a number
	place() string                      // of the row, such as :12, to be put behind the file's name
	remarks() []string                  // what it took to read them
}

// longestRecord is how long a row may be in bytes, so that a quotation mark that is never closed does not load the whole file.
const longestRecord = 1 << 20

// csvRows reads text, chunk by chunk. Its lines are counted from 1.
type csvRows struct {
	chunks  *chunker // nil for the rows of one chunk
	dialect dialect
	missing missing
	header  []string
	cells   []string
	notes   []string

	chunk     textChunk
	csv       *csv.Reader // of the chunk, nil if it has no quotation marks and is read line by line
	at        int         // how far it has been read
	line      int         // of the row reached
	following int         // and of what follows
}

var errLong = fmt.Errorf("a row longer than %d bytes: is a quotation mark not closed?", longestRecord)

// newCSVRows finds out how the table is written, as far as the options do not say, and reads its header.
func newCSVRows(text *bufio.Reader, o *options) (*csvRows, error) {
	t := &csvRows{missing: newMissing(o.missing)}
	skipped, err := t.skipDeclaration(text, o)
	if err != nil {
		return nil, err
	}
	first, err := text.Peek(firstBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if strings.TrimSpace(string(first)) == "" && errors.Is(err, io.EOF) {
		return nil, errors.New("it is empty, want a header")
	}
	if err := t.findDialect(first, err != nil, o); err != nil {
		return nil, err
	}
	t.chunks = &chunker{in: text, size: chunkBytes, line: skipped + 1}
	if err := t.readHeader(); err != nil {
		return nil, err
	}
	for i, name := range t.header {
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("%s: name of column %d: %w", t.place(), i+1, errNotUTF8)
		}
	}
	return t, nil
}

// readHeader reads the first row, and leaves what comes after it in its chunk to be read.
func (t *csvRows) readHeader() error {
	c := t.chunks.next()
	t.chunk, t.line, t.following = c, c.line, c.line
	t.csv = t.reader(c)
	err := t.nextRecord()
	if err != nil {
		return t.withPlace(err)
	}
	t.header = trimmed(slices.Clone(t.cells))
	t.begin(textChunk{c.text[t.at:], t.following, c.err})
	t.line = c.line
	return nil
}

// reader reads a chunk that may have quotation marks.
func (t *csvRows) reader(c textChunk) *csv.Reader {
	var in io.Reader = strings.NewReader(c.text)
	if c.err != nil {
		in = io.MultiReader(in, tail{c.err})
	}
	r := csv.NewReader(in)
	r.Comma, r.ReuseRecord = t.dialect.separator, true
	return r
}

// declaration is a first line by which spreadsheets tell each other the separator.
var declaration = regexp.MustCompile(`^(?i)"?sep=([,;|\t])"?\r?\n`)

// skipDeclaration returns how many lines it skips.
func (t *csvRows) skipDeclaration(text *bufio.Reader, o *options) (lines int, err error) {
	first, err := text.Peek(16)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	found := declaration.FindSubmatch(first)
	if found == nil {
		return 0, nil
	}
	if o.separator == "" {
		t.dialect.separator = rune(found[1][0])
	}
	_, err = text.Discard(len(found[0]))
	return 1, err
}

// findDialect sets what the options say, and finds the rest in the first bytes.
func (t *csvRows) findDialect(first []byte, whole bool, o *options) error {
	asked := o.columns()
	var s sampled
	switch {
	case o.separator != "":
		separator, err := separatorOf(o.separator)
		if err != nil {
			return err
		}
		s = sampleBy(separator, first, whole, asked)
	case t.dialect.separator != 0:
		s = sampleBy(t.dialect.separator, first, whole, asked)
	default:
		s = findSeparator(first, whole, asked)
	}
	t.dialect.separator = s.separator
	if o.separator == "" && s.separator != ',' {
		t.notes = append(t.notes, "columns are parted by "+separatorNames[s.separator])
	}
	if o.decimal != "" && o.decimal != "." && o.decimal != "," {
		return fmt.Errorf("%w: --decimal: got %q, want a point or a comma", errUsage, o.decimal)
	}
	t.dialect.comma = o.decimal == ","
	if len(s.records) > 0 {
		t.readNumbers(&s, o)
	}
	return nil
}

// readNumbers finds out how numbers are written, as far as the options do not say.
func (t *csvRows) readNumbers(s *sampled, o *options) {
	columns := s.columnsOf(o.numeric())
	if o.decimal == "" && s.decimalComma(columns) {
		t.dialect.comma = true
		t.notes = append(t.notes, "numbers have a decimal comma")
	}
	if o.missing == "" {
		if code := s.suspect(columns); code != "" {
			t.notes = append(t.notes, fmt.Sprintf("%s counts as a number; --missing=%s says that it is missing", code, code))
		}
	}
}

// columnsOf returns the places of some columns that the header has.
func (s *sampled) columnsOf(names []string) (places []int) {
	header := trimmed(s.records[0])
	for _, name := range names {
		if at := slices.Index(header, name); at >= 0 {
			places = append(places, at)
		}
	}
	return places
}

func separatorOf(text string) (rune, error) {
	if text == "tab" || text == `\t` {
		text = "\t"
	}
	r, size := utf8.DecodeRuneInString(text)
	if size != len(text) || strings.ContainsRune("\"\r\n\ufffd", r) || r == 0 {
		return 0, fmt.Errorf(`%w: --separator: got %q, want one letter, or tab`, errUsage, text)
	}
	return r, nil
}

func (t *csvRows) names() []string   { return t.header }
func (t *csvRows) choose(int) error  { return nil }
func (t *csvRows) remarks() []string { return append(t.notes, t.missing.remarks()...) }

func (t *csvRows) next() error {
	for {
		var err error
		if t.csv == nil {
			err = t.nextLine()
		} else {
			err = t.nextRecord()
		}
		if !errors.Is(err, io.EOF) || t.chunk.err != nil || t.chunks == nil {
			return err
		}
		t.begin(t.chunks.next())
	}
}

// nextRecord reads a row of a chunk that may have quotation marks.
func (t *csvRows) nextRecord() (err error) {
	t.cells, err = t.csv.Read()
	t.line = t.following
	at := int(min(t.csv.InputOffset(), int64(len(t.chunk.text))))
	t.following += strings.Count(t.chunk.text[t.at:at], "\n")
	t.at = at
	if len(t.cells) > 0 { // there may be empty lines before it
		line, _ := t.csv.FieldPos(0)
		t.line = t.chunk.line + line - 1
	}
	p, faulty := errors.AsType[*csv.ParseError](err)
	if faulty {
		t.line = t.chunk.line + p.StartLine - 1
	}
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return err
	case errors.Is(err, csv.ErrFieldCount):
		return t.wrongLength()
	case faulty:
		return fmt.Errorf("column %d: %w", p.Column, p.Err)
	}
	return err
}

// errCells says that a row has too few cells or too many, after which there may be others that are well.
var errCells = errors.New("wrong number of cells")

func (t *csvRows) wrongLength() error {
	err := fmt.Errorf("%w: got %d, want %d as in the header", errCells, len(t.cells), len(t.header))
	if len(t.cells) > len(t.header) && t.dialect.separator == ',' {
		return fmt.Errorf("%w: does a number or a text have a comma that is not quoted?", err)
	}
	return err
}

func (t *csvRows) withPlace(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("it is empty, want a header")
	}
	return fmt.Errorf("%s: %w", t.place(), err)
}

func (t *csvRows) place() string { return ":" + strconv.Itoa(t.line) }

var errNotUTF8 = errors.New("it is not UTF-8; try --encoding latin-1")

func (t *csvRows) text(column int) (string, error) {
	cell := strings.TrimSpace(t.cells[column])
	if !utf8.ValidString(cell) {
		return "", fmt.Errorf("got %s, %w", quoted(cell), errNotUTF8)
	}
	if t.missing.is(cell) {
		return "", nil
	}
	return cell, nil
}

func (t *csvRows) number(column int) (float64, error) {
	cell := strings.TrimSpace(t.cells[column])
	if t.missing.isNumber(cell) {
		return math.NaN(), nil
	}
	x, err := t.dialect.parse(cell)
	if err == nil && t.missing.isCode(x) {
		x = math.NaN()
	}
	return x, err
}

var (
	infinite   = regexp.MustCompile(`^(?i)[-+]?inf(inity)?$`)
	thousands  = regexp.MustCompile(`^[-+]?\d{1,3}([.,' \x{a0}\x{202f}]\d{3})+([.,]\d*)?$`)
	pointed    = regexp.MustCompile(`^[-+]?\d{1,3}(\.\d{3})+(,\d*)?$`)
	looksComma = regexp.MustCompile(`^[-+]?\d*,\d+$`)
)

// parse returns the number that a cell says.
func (d dialect) parse(cell string) (float64, error) {
	plain := cell
	if d.comma {
		if pointed.MatchString(cell) {
			plain = strings.ReplaceAll(cell, ".", "")
		} else if strings.Contains(cell, ".") {
			return 0, fmt.Errorf("got %s, want a number with a decimal comma; --decimal . reads points", quoted(cell))
		}
		plain = strings.Replace(plain, ",", ".", 1)
	}
	x, err := param.ParseNumber(plain)
	switch {
	case err == nil:
		return x, nil
	case infinite.MatchString(plain): // which counts as missing
		return math.Inf(1), nil
	case errors.Is(err, param.ErrRange):
		return 0, fmt.Errorf("got %s, want a number below 1.8e308", quoted(cell))
	}
	return 0, fmt.Errorf("got %s, want a number%s", quoted(cell), hint(cell))
}

// hint says what a cell that is no number may be.
func hint(cell string) string {
	switch {
	case looksComma.MatchString(cell):
		return "; --decimal , reads decimal commas"
	case thousands.MatchString(cell):
		return " whose thousands are not parted"
	case strings.Contains(cell, ";"):
		return "; --separator ';' parts columns by semicolons"
	case strings.HasSuffix(cell, "%"):
		return " without a percent sign"
	case len(cell) > 0 && len(cell) <= 8:
		return "; --missing names codes that mean a missing one"
	}
	return ""
}
