package release

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// file is a file of an archive.
type file struct {
	name string
	mode fs.FileMode
	text []byte
}

// pack makes the archive of a target: a zip for Windows, else a compressed tar. It has one folder, and neither times nor owners, so the same files give
// the same bytes.
func pack(version string, t Target, files []file) (name string, packed []byte, err error) {
	folder := fmt.Sprintf("cogap_%s_%s_%s", strings.TrimPrefix(version, "v"), t.OS, t.Arch)
	for i := range files {
		files[i].name = path.Join(folder, files[i].name)
	}
	if t.OS == "windows" {
		packed, err = zipped(files)
		return folder + ".zip", packed, err
	}
	packed, err = tarred(files)
	return folder + ".tar.gz", packed, err
}

func zipped(files []file) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		header.SetMode(f.mode)
		w, err := z.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.text); err != nil {
			return nil, err
		}
	}
	err := z.Close() // writes the end
	return b.Bytes(), err
}

func tarred(files []file) ([]byte, error) {
	var b bytes.Buffer
	compressed, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	t := tar.NewWriter(compressed)
	for _, f := range files {
		if err := t.WriteHeader(&tar.Header{Name: f.name, Mode: int64(f.mode), Size: int64(len(f.text)), Format: tar.FormatUSTAR}); err != nil {
			return nil, err
		}
		if _, err := t.Write(f.text); err != nil {
			return nil, err
		}
	}
	if err := t.Close(); err != nil {
		return nil, err
	}
	if err := compressed.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
