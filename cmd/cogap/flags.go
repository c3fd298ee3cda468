package main

import (
	"fmt"
	"reflect"

	"github.com/cogap/cogap/internal/param"
)

// numberFlag is a flag whose value is read as a scenario file would read it: 1e6 and 10_000 are whole numbers, 010 is ten.
type numberFlag struct{ v reflect.Value }

// numberAt returns the flag of the number at p, whose value is the default.
func numberAt[T int | int64 | uint64 | float64](p *T) numberFlag {
	return numberFlag{reflect.ValueOf(p).Elem()}
}

func (n numberFlag) Set(text string) error { return param.SetText(n.v, text) }

func (n numberFlag) String() string {
	if !n.v.IsValid() {
		return "" // of the zero value, of which the flag's package asks
	}
	return fmt.Sprint(n.v)
}

func (n numberFlag) Type() string {
	if n.v.CanFloat() {
		return "float"
	}
	return "int"
}
