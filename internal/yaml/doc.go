// Package yaml reads the part of YAML 1.2 that says data, into little memory, with the place of everything.
//
// It reads mappings and lists, in lines and in brackets, plain and quoted texts, literal (|) and folded (>) ones,
// comments, a byte order mark, a %YAML line, and so JSON as well. It knows no anchors, aliases, tags, merge keys and
// complex keys: a value that has one is Foreign, so that a file that uses them is never read as something else than it
// says. A second document is an error.
//
// What a text means (a number, a name, nothing) is for the caller, who knows what is wanted. So 010 or no are never
// something that the caller does not know of.
//
// A value takes 16 bytes, so that no file takes more than about twelve times its size; well-kept libraries take from 30
// to 600 times. Time grows with the size of the text. Tests hold the reader to go.yaml.in/yaml/v3.
package yaml
