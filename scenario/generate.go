//go:build ignore

// Command generate writes meanings.json: what the doc comments of parameters say.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"

	"github.com/cogap/cogap"
	"github.com/cogap/cogap/internal/fielddoc"
)

func main() {
	docs, err := fielddoc.Read("..", "../agent", "../market", "../network", "../observe", "../population")
	if err != nil {
		log.Fatal(err)
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(docs.Of(cogap.Scenario{})); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("meanings.json", text.Bytes(), 0o666); err != nil {
		log.Fatal(err)
	}
}
