package page

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/scenario"
)

// linkVersion starts every link, so that links can be told from those of another encoding.
const linkVersion = "1"

// Encode returns the whole scenario as text for the part of an address after #: its JSON, compressed (RFC 1951), in the
// URL-safe base64 of RFC 4648. A user's rule is code and not in it.
func Encode(s cogap.Scenario) (string, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("link: %w", err)
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		return "", fmt.Errorf("link: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return "", fmt.Errorf("link: %w", err)
	}
	if err := w.Close(); err != nil {
		return "", fmt.Errorf("link: %w", err)
	}
	return linkVersion + base64.RawURLEncoding.EncodeToString(b.Bytes()), nil
}

// errLink says that a text is no link, or not all of one.
var errLink = errors.New("link: this is not a whole link to a scenario; copy it again")

// Decode returns the scenario that a link holds, to the bit. most is how many bytes its JSON may have. The scenario is
// not validated. What a link of an older version does not mention is that of cogap.Plain.
func Decode(link string, most int64) (cogap.Scenario, error) {
	if len(link) == 0 || link[:1] != linkVersion {
		return cogap.Scenario{}, errLink
	}
	packed, err := base64.RawURLEncoding.DecodeString(link[1:])
	if err != nil {
		return cogap.Scenario{}, errLink
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), most+1))
	switch {
	case int64(len(text)) > most:
		return cogap.Scenario{}, fmt.Errorf("link: got a scenario of more than %d bytes", most)
	case err != nil:
		return cogap.Scenario{}, errLink
	}
	f, err := scenario.Parse(bytes.NewReader(text), "link", "") // JSON is YAML; a link names no files
	if err != nil {
		return cogap.Scenario{}, err
	}
	return f.Draft()
}
