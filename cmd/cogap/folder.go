package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/gofrs/flock"
)

// folder is a folder of --out that no other cogap writes to meanwhile. It holds the files of one command, and whatever
// else somebody keeps there.
//
// Files are written in a folder inside it, so on the same disk, and moved to their places when all are whole: a disk that
// is full leaves what was there. The folder can't be swapped as a whole, because it may hold files of others, be the current
// folder or, on Windows, be open somewhere. So files are moved one by one. As long as that takes, a file INCOMPLETE says that
// they may be of two runs; it stays if the program is killed. The next command that writes there cleans up.
type folder struct {
	path    string
	lock    *flock.Flock
	earlier sums // the files of earlier commands
	kept    bool // files that could not be put in place are not thrown away
}

// The names of what a folder has beside the files themselves.
const (
	incompleteName = "INCOMPLETE"
	sumsName       = "cogap.sha256"      // the digests of all files, the last to be put in place
	comingName     = ".cogap-unfinished" // a folder of files on their way
	lockName       = "lock"              // in it, held by the program that writes
)

const incompleteText = `The files in this folder may be of two runs: putting them in place was cut short.
Run the command again with the same --out. That replaces all of them.
`

// claim makes a folder if there is none, and takes it for writing. Without a path there is no folder, and nil takes no files.
func claim(path string) (*folder, error) {
	if path == "" {
		return nil, nil
	}
	if err := notAFile(path); err != nil {
		return nil, err
	}
	f := &folder{path: path, earlier: sums{}}
	f.lock = flock.New(f.coming(lockName), flock.SetPermissions(0o666))
	if err := f.take(); err != nil {
		return nil, fmt.Errorf("--out: %w", err)
	}
	// a program that was killed leaves both: the digests of what was there, and of what was to be put there
	for _, name := range []string{f.place(sumsName), f.coming(sumsName)} {
		if text, err := os.ReadFile(name); err == nil {
			maps.Copy(f.earlier, readSums(text))
		}
	}
	if err := errors.Join(f.clean(), f.foreign(foretold...)); err != nil {
		f.release()
		return nil, fmt.Errorf("--out: %w", err)
	}
	return f, nil
}

// foretold are files by which a folder is known before anything has run to be of something else: those of a study, which goes
// on with them, and some that each command writes.
var foretold = []string{"calibration.yaml", "generations", "plan.yaml", "runs.csv", "scenario.yaml", "result.json", "compare.json", "report.html", "series.csv"}

// foreign returns an error if the folder has one of these files and no earlier command wrote it. Of a folder that is incomplete
// it may not be known any more.
func (f *folder) foreign(names ...string) error {
	if _, err := os.Lstat(f.place(incompleteName)); err == nil {
		return nil
	}
	for _, name := range names {
		if _, err := os.Lstat(f.place(name)); err == nil && f.earlier[name] == "" {
			return fmt.Errorf("%s: has %s, which is not of a run: take another folder", f.path, name)
		}
	}
	return nil
}

// take locks the folder. The file that it locks may be one that the last holder has just removed: then it tries again.
func (f *folder) take() error {
	for {
		if err := os.MkdirAll(f.place(comingName), 0o777); err != nil {
			return err
		}
		switch held, err := f.lock.TryLock(); {
		case errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK):
			return nil // a file system without locks
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return err
		case !held:
			return fmt.Errorf("%s: another cogap writes there; wait for it, or choose another folder", f.path)
		}
		mine, err := f.lock.Stat()
		there, missing := os.Stat(f.coming(lockName))
		if err == nil && missing == nil && os.SameFile(mine, there) {
			return nil
		}
		f.lock.Unlock()
	}
}

// place returns where a file belongs, coming where it is until it is put there.
func (f *folder) place(name string) string  { return filepath.Join(f.path, name) }
func (f *folder) coming(name string) string { return filepath.Join(f.path, comingName, name) }

// clean removes the files that are on their way.
func (f *folder) clean() error {
	entries, err := os.ReadDir(f.place(comingName))
	for _, e := range entries {
		if e.Name() != lockName {
			err = errors.Join(err, os.RemoveAll(f.coming(e.Name())))
		}
	}
	return err
}

// release lets others write to the folder. What it can't remove is left to the next command.
func (f *folder) release() {
	if f == nil {
		return
	}
	if f.kept {
		f.lock.Unlock()
		return
	}
	f.clean()
	stays := os.Remove(f.coming(lockName)) // while it is held, so that it is nobody else's
	f.lock.Unlock()
	if stays != nil {
		os.Remove(f.coming(lockName)) // Windows removes what nobody has open
	}
	os.Remove(f.place(comingName))
}

// write puts files in the folder, all of them or none, and removes those that earlier commands wrote there.
func (f *folder) write(files []file) error {
	if f == nil {
		return nil
	}
	written, err := f.prepare(files)
	if err == nil {
		err = f.foreign(written.names()...)
	}
	if err != nil {
		f.clean() // room on the disk
		return fmt.Errorf("%w; nothing in %s has changed", err, f.path)
	}
	if err := f.finish(written); err != nil {
		f.kept = true
		return fmt.Errorf("%w; %s is incomplete, and files that are missing there are in %s until the next run", err, f.path, f.place(comingName))
	}
	return nil
}

// prepare writes files where they are until they are put in place.
func (f *folder) prepare(files []file) (sums, error) {
	written := sums{}
	own := []file{{sumsName, written.write}, {incompleteName, textOf(incompleteText)}}
	for i, file := range slices.Concat(files, own) {
		err := os.MkdirAll(filepath.Dir(f.coming(file.name)), 0o777)
		if err != nil {
			return nil, err
		}
		sum, err := create(f.coming(file.name), file.write)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.place(file.name), err)
		}
		if i < len(files) {
			written[file.name] = sum
		}
	}
	return written, nil
}

// finish puts files in place and removes those of earlier commands.
func (f *folder) finish(written sums) error {
	if err := f.move(incompleteName); err != nil {
		return err
	}
	var err error
	for _, name := range written.names() {
		err = errors.Join(err, f.move(name)) // one that somebody has open does not hold up the others
	}
	for _, name := range f.earlier.names() {
		if written[name] == "" {
			err = errors.Join(err, f.remove(name))
		}
	}
	if err != nil {
		return err
	}
	if err := f.move(sumsName); err != nil {
		return err
	}
	return os.Remove(f.place(incompleteName))
}

func (f *folder) move(name string) error {
	err := os.MkdirAll(filepath.Dir(f.place(name)), 0o777)
	if err == nil {
		err = os.Rename(f.coming(name), f.place(name))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.place(name), nameless(err))
	}
	return nil
}

// remove removes a file of an earlier command, if it is as that wrote it, and folders that are empty then.
func (f *folder) remove(name string) error {
	sum, err := sumOf(f.place(name))
	if errors.Is(err, fs.ErrNotExist) || err == nil && sum != f.earlier[name] {
		return nil
	}
	if err := errors.Join(err, os.Remove(f.place(name))); err != nil {
		return err
	}
	for dir := filepath.Dir(name); dir != "."; dir = filepath.Dir(dir) {
		os.Remove(f.place(dir))
	}
	return nil
}
