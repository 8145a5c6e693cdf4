//go:build packages && linux

package windows_test

import (
	"context"
	"debug/pe"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// wine is a Windows of a test's own.
type wine struct {
	t *testing.T
	// drive is the folder that is its C:.
	drive   string
	environ []string
}

func newWine(t *testing.T) *wine {
	t.Helper()
	prefix, home := filepath.Join(t.TempDir(), "wine"), t.TempDir()
	w := &wine{t: t, drive: filepath.Join(prefix, "drive_c"), environ: append(os.Environ(),
		"WINEPREFIX="+prefix, "WINEARCH=win64", "WINEDEBUG=-all", "HOME="+home, "LC_ALL=C.UTF-8",
		// No shortcuts on the desktop of whoever runs this, and no questions about .NET and HTML.
		"WINEDLLOVERRIDES=winemenubuilder.exe,mscoree,mshtml=d",
	)}
	t.Cleanup(func() {
		kill := exec.Command("wineserver", "-k")
		kill.Env = w.environ
		_ = kill.Run() // it fails when nothing runs any more
	})
	w.must("wineboot", "--init")
	w.must("reg", "add", `HKCU\Software\Wine`, "/v", "Version", "/d", "win10", "/f")
	w.addRandomNumbers()
	return w
}

// addRandomNumbers gives the Wine of Debian 12 the one library that Go's programs miss in it.
func (w *wine) addRandomNumbers() {
	w.t.Helper()
	path := filepath.Join(w.drive, "windows", "system32", "bcryptprimitives.dll")
	if exists(path) {
		return
	}
	if err := os.WriteFile(path, forwarder("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// start starts a program. What it prints is in the file, since programs of Wine's own would keep a pipe open.
func (w *wine) start(ctx context.Context, args ...string) (cmd *exec.Cmd, printed string) {
	w.t.Helper()
	out, err := os.CreateTemp(w.t.TempDir(), "printed-*")
	if err != nil {
		w.t.Fatal(err)
	}
	defer out.Close()
	cmd = exec.CommandContext(ctx, "wine", args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = w.environ, out, out
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	return cmd, out.Name()
}

// run runs a program to its end, and returns what it prints and its exit status.
func (w *wine) run(args ...string) (string, int) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*time.Minute)
	defer cancel()
	cmd, printed := w.start(ctx, args...)
	err := cmd.Wait()
	out, readErr := os.ReadFile(printed)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil || readErr != nil {
		w.t.Fatalf("wine %q: %v, %v\n%s", args, err, readErr, out)
	}
	return strings.ReplaceAll(string(out), "\r\n", "\n"), cmd.ProcessState.ExitCode()
}

func (w *wine) must(args ...string) string {
	w.t.Helper()
	out, status := w.run(args...)
	if status != 0 {
		w.t.Fatalf("wine %q: status %d\n%s", args, status, out)
	}
	return out
}

var escapes = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]`)

// inTerminal is what a terminal shows of a command line for Windows' shell, from which a graphical program has been
// started without redirecting it.
func (w *wine) inTerminal(line string) string {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "script", "--quiet", "--command", "wine cmd /c '"+line+"'", "/dev/null")
	cmd.Env = w.environ
	out, err := cmd.Output()
	if ctx.Err() != nil {
		w.t.Fatalf("%s: %v\n%s", line, err, out)
	}
	return escapes.ReplaceAllString(strings.ReplaceAll(string(out), "\r", ""), "")
}

// user is a folder of the person's own.
func (w *wine) user(elements ...string) string {
	w.t.Helper()
	all, err := filepath.Glob(filepath.Join(w.drive, "users", "*", "AppData"))
	if err != nil || len(all) != 1 {
		w.t.Fatalf("Where are the person's folders? %v %v", all, err)
	}
	return filepath.Join(append([]string{all[0]}, elements...)...)
}

// windows is a file's name as Windows has it.
func (w *wine) windows(path string) string {
	if inside, ok := strings.CutPrefix(path, w.drive); ok {
		return "C:" + strings.ReplaceAll(inside, "/", `\`)
	}
	return "Z:" + strings.ReplaceAll(path, "/", `\`)
}

// files are the files and folders of the person, but for temporary ones.
func (w *wine) files() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(filepath.Join(w.drive, "users"), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a file goes while we look
		}
		if err == nil && entry.IsDir() && entry.Name() == "Temp" {
			return fs.SkipDir
		}
		all[w.windows(path)] = ""
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// registry is the person's part of the registry: keys, and values as key\name.
func (w *wine) registry() map[string]string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "all.reg")
	w.must("reg", "export", "HKCU", w.windows(file), "/y")
	raw, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	units := make([]uint16, len(raw)/2)
	if _, err := binary.Decode(raw, binary.LittleEndian, units); err != nil {
		w.t.Fatal(err)
	}
	all, key := map[string]string{}, ""
	text := strings.ReplaceAll(string(utf16.Decode(units)), "\\\r\n  ", "")
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if name, value, ok := strings.Cut(line, `=`); ok && key != "" {
			all[key+`\`+plain(name)] = plain(value)
		} else if strings.HasPrefix(line, "[") {
			key = strings.Trim(line, "[]")
			all[key] = ""
		}
	}
	return all
}

// plain is a text without its quotation marks and escapes.
func plain(s string) string {
	if quoted, ok := strings.CutPrefix(s, `"`); ok {
		s = strings.TrimSuffix(quoted, `"`)
	}
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(s)
}

// forwarder is a library for Windows without any code: its one function is another library's.
func forwarder(name, function, target string) []byte {
	const headers, section = 0x200, 0x1000 // where these begin, in the file and in memory
	type exports struct {
		_, _, _, Name, Base, Functions, Names, FunctionsAt, NamesAt, OrdinalsAt uint32
	}
	size := uint32(binary.Size(exports{}))
	texts := section + size + 4 + 4 + 2
	functionAt := texts + uint32(len(name)) + 1
	targetAt := functionAt + uint32(len(function)) + 1
	content := little(
		exports{Name: texts, Base: 1, Functions: 1, Names: 1, FunctionsAt: section + size, NamesAt: section + size + 4, OrdinalsAt: section + size + 8},
		targetAt, functionAt, uint16(0), []byte(name+"\x00"+function+"\x00"+target+"\x00"),
	)
	length := uint32(len(content))
	optional := pe.OptionalHeader64{
		Magic: 0x20b, ImageBase: 0x180000000, SectionAlignment: 0x1000, FileAlignment: 0x200, SizeOfInitializedData: 0x200,
		MajorOperatingSystemVersion: 6, MajorSubsystemVersion: 6, SizeOfImage: 0x2000, SizeOfHeaders: headers,
		Subsystem: pe.IMAGE_SUBSYSTEM_WINDOWS_GUI, DllCharacteristics: pe.IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE | pe.IMAGE_DLLCHARACTERISTICS_NX_COMPAT,
		NumberOfRvaAndSizes: 16,
	}
	optional.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT] = pe.DataDirectory{VirtualAddress: section, Size: length}
	file := pe.FileHeader{
		Machine: pe.IMAGE_FILE_MACHINE_AMD64, NumberOfSections: 1, SizeOfOptionalHeader: uint16(binary.Size(optional)),
		Characteristics: pe.IMAGE_FILE_EXECUTABLE_IMAGE | pe.IMAGE_FILE_LARGE_ADDRESS_AWARE | pe.IMAGE_FILE_DLL,
	}
	data := pe.SectionHeader32{
		Name: [8]uint8{'.', 'r', 'd', 'a', 't', 'a'}, VirtualSize: length, VirtualAddress: section, SizeOfRawData: 0x200, PointerToRawData: headers,
		Characteristics: pe.IMAGE_SCN_CNT_INITIALIZED_DATA | pe.IMAGE_SCN_MEM_READ,
	}
	dos := make([]byte, 0x40)
	copy(dos, "MZ")
	dos[0x3c] = 0x40 // where the next header is
	image := make([]byte, headers+0x200)
	copy(image, little(dos, []byte("PE\x00\x00"), file, optional, data))
	copy(image[headers:], content)
	return image
}

// little is values one after the other, in the order of bytes that Windows has.
func little(values ...any) []byte {
	var all []byte
	for _, v := range values {
		all, _ = binary.Append(all, binary.LittleEndian, v) // it fails only for types without a size
	}
	return all
}
