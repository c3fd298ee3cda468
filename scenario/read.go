package scenario

import (
	"io"

	"github.com/cogap/cogap"
)

// Read reads a scenario from YAML or JSON; name stands for the text in messages. A text that is read so may name no
// files: see Parse.
//
// The text changes what it mentions of its base: of the built-in scenario that the top-level name base gives, or of
// cogap.Plain(). A list that it mentions replaces the base's. What an element of a list does not mention is that of
// market.SOTA for a tier (which needs a price), of market.DefaultProvider for a provider, for ever for a policy, and a count
// of people in every month for a collection.
//
// A scenario that is not valid is an error: see File.Scenario.
func Read(r io.Reader, name string) (cogap.Scenario, error) { return checked(Parse(r, name, "")) }

// ReadFile is Read of a named file, which may name other files relative to its folder: its base may be any.
func ReadFile(name string) (cogap.Scenario, error) { return checked(openFile(name)) }

func checked(f *File, err error) (cogap.Scenario, error) {
	if err != nil {
		return cogap.Scenario{}, err
	}
	return f.Scenario()
}
