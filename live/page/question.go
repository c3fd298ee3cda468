package page

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// question is what the page asks: a scenario with some of its parameters changed.
type question struct {
	Link string            `json:"link"`
	Set  map[string]string `json:"set"` // path to value, as a file would say it

	Person *person `json:"person,omitempty"` // whose months are asked for
}

// parse reads what a question asks for. All that it costs is bounded by the limits.
func (p *Page) parse(ctx context.Context, body []byte) (*job, error) {
	q, err := questionOf(body)
	if err != nil {
		return nil, &Error{Malformed, err}
	}
	s, err := Decode(q.Link, p.options.Limits.Bytes)
	if err != nil {
		return nil, &Error{Malformed, err}
	}
	if err := errors.Join(change(&s, q.Set)...); err != nil {
		return nil, &Error{Unfit, err}
	}
	s.Rule = p.options.Rule
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	j, err := p.job(s)
	if err != nil {
		return nil, &Error{Unfit, err}
	}
	j.person = q.Person
	return j, nil
}

// questionOf reads a body: one question and nothing else.
func questionOf(body []byte) (question, error) {
	var q question
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		return q, fmt.Errorf("request: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return q, fmt.Errorf("request: got more behind the JSON, which ends at byte %d", d.InputOffset())
	}
	return q, q.problem()
}

// What a question may hold. The page has some twenty sliders, which send numbers, and fields for lists such as all tiers.
const (
	mostChanges = 50
	mostPath    = 200    // bytes
	mostValue   = 16_000 // bytes
)

// problem returns what is wrong with the size of a question.
func (q question) problem() error {
	if n := len(q.Set); n > mostChanges {
		return fmt.Errorf("set: got %d parameters, want at most %d", n, mostChanges)
	}
	for path, value := range q.Set {
		if len(path) > mostPath || len(value) > mostValue {
			return fmt.Errorf("set: got a path of %d bytes and a value of %d, want at most %d and %d", len(path), len(value), mostPath, mostValue)
		}
	}
	return nil
}
