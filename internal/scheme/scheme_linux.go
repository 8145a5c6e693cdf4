package scheme

// #cgo pkg-config: gio-unix-2.0
// #include <stdlib.h>
// #include <glib.h>
// #include "gio_linux.h"
import "C"

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"unsafe"

	"workos-widgets/internal/autostart"
	"workos-widgets/internal/brand"
	"workos-widgets/internal/statefile"
)

// On Linux a scheme is a MIME type to desktops, and a desktop entry says what opens it
// (https://specifications.freedesktop.org/mime-apps-spec/latest/). GIO knows how to look that up and how to write it,
// as for GNOME and for browsers; xdg-open and KDE read the same files.

func mimeType(b brand.Brand) string { return "x-scheme-handler/" + b.Scheme }

// entryName is the file name of the desktop entry that Register writes. It is not that of a package.
func entryName(b brand.Brand) string { return b.ID + "-links.desktop" }

func check(b brand.Brand) error {
	if outside() {
		return nil
	}
	scheme := C.CString(b.Scheme)
	defer C.free(unsafe.Pointer(scheme))
	var h C.struct_handler
	if C.default_handler(scheme, &h) == 0 {
		return leadsNowhere(b, nil)
	}
	id, name, program := taken(h.id), taken(h.name), taken(h.program)
	if slices.Contains([]string{entryName(b), b.ID + ".desktop", b.AppID + ".desktop"}, id) || isOurProgram(program) {
		return nil
	}
	return leadsElsewhere(b, strings.Join(strings.Fields(name), " "))
}

// outside reports whether the desktop is outside of what can be seen from here: its applications are not known then,
// and a package of that kind has registered the scheme.
func outside() bool {
	_, err := os.Stat("/.flatpak-info")
	return err == nil || os.Getenv("SNAP") != ""
}

// taken is a string of C's as one of Go's.
func taken(s *C.char) string {
	if s == nil {
		return ""
	}
	defer C.g_free(C.gpointer(s))
	return C.GoString(s)
}

func isOurProgram(program string) bool {
	own, err := os.Executable()
	if err != nil {
		return false
	}
	found, err := exec.LookPath(program)
	if err != nil {
		return false
	}
	one, errOne := os.Stat(own)
	other, errOther := os.Stat(found)
	return errOne == nil && errOther == nil && os.SameFile(one, other)
}

// entryPath is where Register's desktop entry is.
func entryPath(b brand.Brand) (string, error) {
	data := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) { // the Base Directory Specification has others ignored
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		data = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(data, "applications", entryName(b)), nil
}

func register(b brand.Brand) error {
	path, err := entryPath(b)
	if err != nil {
		return refused(b, err)
	}
	program, err := os.Executable()
	if err != nil {
		return refused(b, err)
	}
	content, err := entry(b, program)
	if err != nil {
		return err
	}
	if err := statefile.Write(path, content); err != nil {
		return refused(b, err)
	}
	file, kind := C.CString(path), C.CString(mimeType(b))
	defer C.free(unsafe.Pointer(file))
	defer C.free(unsafe.Pointer(kind))
	if problem := taken(C.make_default(file, kind)); problem != "" {
		return refused(b, errors.New(problem))
	}
	return nil
}

// entry is a desktop entry that opens links and stands in no menu.
func entry(b brand.Brand, program string) ([]byte, error) {
	exec, err := autostart.Exec(program, "%u")
	if err != nil {
		return nil, err
	}
	lines := []string{
		"[Desktop Entry]",
		"Type=Application",
		"Version=1.5",
		"Name=" + b.Product,
		"Icon=" + b.ID,
		"Exec=" + exec,
		"MimeType=" + mimeType(b) + ";",
		"Terminal=false",
		"NoDisplay=true",
		"StartupNotify=true",
	}
	return []byte(strings.Join(lines, "\n") + "\n"), nil
}

func unregister(b brand.Brand) error {
	path, err := entryPath(b)
	if err != nil {
		return refused(b, err)
	}
	err = os.Remove(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return refused(b, err)
	}
	kind := C.CString(mimeType(b))
	defer C.free(unsafe.Pointer(kind))
	C.forget_default(kind)
	return nil
}
