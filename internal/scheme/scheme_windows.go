package scheme

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"workos-widgets/internal/autostart"
	"workos-widgets/internal/brand"
)

// On Windows a scheme is a key of Software\Classes, whose command is started with the link
// (https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa767914(v=vs.85)).
const classes = `Software\Classes\`

func check(b brand.Brand) error {
	program, err := handler(b.Scheme)
	if err != nil {
		return leadsNowhere(b, err)
	}
	own, err := os.Executable()
	if err != nil {
		return leadsNowhere(b, err)
	}
	// Another copy of the application hands its links to this one, if this one waits for them.
	if !isSameFile(own, program) && !strings.EqualFold(filepath.Base(own), filepath.Base(program)) {
		return leadsElsewhere(b, filepath.Base(program))
	}
	return nil
}

var assocQueryString = windows.NewLazySystemDLL("shlwapi.dll").NewProc("AssocQueryStringW")

// handler is the program that Windows starts for a scheme: the user's choice, or else what is registered.
func handler(scheme string) (string, error) {
	program, err := chosen(scheme)
	if err == nil {
		return program, nil
	}
	// Wine's shell knows nothing of what a user has registered for themselves.
	if program = autostart.ProgramOf(value(registry.CURRENT_USER, classes+scheme+command)); program == "" {
		return "", err
	}
	if _, err := os.Stat(program); err != nil {
		return "", err
	}
	return program, nil
}

// chosen asks the shell
// (https://learn.microsoft.com/windows/win32/api/shlwapi/nf-shlwapi-assocquerystringw).
func chosen(scheme string) (string, error) {
	const (
		isProtocol = 0x1000 // ASSOCF_IS_PROTOCOL
		executable = 2      // ASSOCSTR_EXECUTABLE
	)
	name, err := windows.UTF16PtrFromString(scheme)
	if err != nil {
		return "", err
	}
	var path [windows.MAX_LONG_PATH]uint16
	size := uint32(len(path))
	if err := assocQueryString.Find(); err != nil {
		return "", err
	}
	result, _, _ := assocQueryString.Call(isProtocol, executable, uintptr(unsafe.Pointer(name)), 0, uintptr(unsafe.Pointer(&path[0])), uintptr(unsafe.Pointer(&size)))
	if result != 0 {
		return "", windows.Errno(result)
	}
	return windows.UTF16ToString(path[:]), nil
}

func isSameFile(a, b string) bool {
	one, errOne := os.Stat(a)
	other, errOther := os.Stat(b)
	return errOne == nil && errOther == nil && os.SameFile(one, other)
}

const command = `\shell\open\command`

func commandLine(program string) string { return `"` + program + `" "%1"` }

func register(b brand.Brand) error {
	program, err := os.Executable()
	if err != nil {
		return refused(b, err)
	}
	root := classes + b.Scheme
	for _, v := range []struct{ key, name, value string }{
		{root, "", "URL:" + b.Product},
		{root, "URL Protocol", ""},
		{root + `\DefaultIcon`, "", `"` + program + `",0`},
		{root + command, "", commandLine(program)},
	} {
		if err := setValue(v.key, v.name, v.value); err != nil {
			return refused(b, err)
		}
	}
	return nil
}

// value is a key's own value; "" when there is none.
func value(in registry.Key, path string) string {
	key, err := registry.OpenKey(in, path, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer key.Close()
	v, _, err := key.GetStringValue("")
	if err != nil {
		return ""
	}
	return v
}

func setValue(path, name, value string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer key.Close()
	return key.SetStringValue(name, value)
}

func unregister(b brand.Brand) error {
	root := classes + b.Scheme
	if program, err := os.Executable(); err != nil || !strings.EqualFold(value(registry.CURRENT_USER, root+command), commandLine(program)) {
		return nil // it is not registered, or another copy of the application is, such as an installed one
	}
	for _, path := range []string{root + command, root + `\shell\open`, root + `\shell`, root + `\DefaultIcon`, root} {
		if err := registry.DeleteKey(registry.CURRENT_USER, path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return refused(b, err)
		}
	}
	return nil
}
