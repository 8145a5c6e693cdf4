package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/joho/godotenv"

	"workos-widgets/internal/words"
)

// envFiles are read in this order; the first that has a variable wins.
var envFiles = []string{".env.local", ".env"}

// maxEnvFile is far above any file of variables; what is larger is something else by that name.
const maxEnvFile = 64 << 10

// readFiles reads the .env files of a directory, without touching the process environment.
func (r *reader) readFiles(dir string) {
	for _, name := range envFiles {
		vars, problem := readEnvFile(filepath.Join(dir, name))
		if problem != "" {
			r.fail(name, problem, words.T("Mend the file, or delete it if it isn't meant for this application."))
		}
		r.files = append(r.files, vars)
	}
}

// readEnvFile reads one file. The problem, if there is one, is a sentence that names the file, and quotes nothing of what stands in it: godotenv's own errors do.
func readEnvFile(file string) (vars map[string]string, problem string) {
	name := filepath.Base(file)
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ""
	case err != nil:
		return nil, words.T("The file %s can't be read: %s.", name, reason(err))
	case info.IsDir():
		return nil, "" // a Python environment often has that name
	case !info.Mode().IsRegular():
		return nil, words.T("The file %s is not an ordinary file.", name)
	case info.Size() > maxEnvFile:
		return nil, words.T("The file %s is too large for a file of variables (more than %d kB).", name, maxEnvFile>>10)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, words.T("The file %s can't be read: %s.", name, reason(err))
	}
	return parseEnvFile(name, raw)
}

// reason is what went wrong with a file, without its path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}

func parseEnvFile(name string, raw []byte) (vars map[string]string, problem string) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")) // Windows' Notepad begins UTF-8 so
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, words.T("The file %s is not plain text in UTF-8. PowerShell's > writes UTF-16; save it as UTF-8.", name)
	}
	if vars, err := unmarshal(raw); err == nil {
		return vars, ""
	}
	return nil, words.T("The file %s can't be understood at line %d: a line is NAME=value, and a quotation mark that is opened has to be closed.", name, brokenLine(raw))
}

// unmarshal makes up for godotenv taking a last line without "=" for a variable without a name.
func unmarshal(raw []byte) (map[string]string, error) {
	return godotenv.UnmarshalBytes(append(bytes.Clone(raw), '\n'))
}

// brokenLine is the line where the statement begins that godotenv can't read. Statements are taken one by
// one; one that goes on over several lines, inside quotation marks, grows until it can be read.
func brokenLine(raw []byte) int {
	first, pending := 1, 0
	for lines := bytes.SplitAfter(raw, []byte("\n")); pending < len(lines); {
		pending++
		_, err := unmarshal(bytes.Join(lines[:pending], nil))
		switch {
		case err == nil:
			first, lines, pending = first+pending, lines[pending:], 0
		case !strings.HasPrefix(err.Error(), "unterminated quoted value"):
			return first
		}
	}
	return first
}
