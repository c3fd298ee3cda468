package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"

	"github.com/cogap/cogap"
)

// buildOf names the build that this program is of: two of one name have the same code of cogap. It is the version of a release or the
// commit, the same for every system; or else, as where files have been changed since, the digest of the program's file.
var buildOf = sync.OnceValues(func() (string, error) {
	name := "cogap " + cogap.Version
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Sum != "" {
		return name + ", " + info.Main.Version, nil
	}
	if commit := commitOf(info); commit != "" {
		return name + ", commit " + commit, nil
	}
	digest, err := programDigest()
	return fmt.Sprintf("%s, program %.16s", name, digest), err
})

// commitOf returns the commit that a build is exactly of; empty if it is not known, or if files had been changed.
func commitOf(info *debug.BuildInfo) string {
	settings := map[string]string{}
	if info != nil {
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
	}
	if settings["vcs.modified"] != "false" {
		return ""
	}
	return settings["vcs.revision"]
}

func programDigest() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	_, err = io.Copy(h, file)
	return fmt.Sprintf("%x", h.Sum(nil)), err
}
