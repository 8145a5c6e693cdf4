package embedded

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	module         = "workos-widgets"
	sandboxPackage = module + "/internal/sandbox"
)

// dependencies are the packages that a build of pkg with these tags links.
func dependencies(t *testing.T, tags, pkg string) []string {
	t.Helper()
	// -e: the page that main embeds need not have been built for this.
	out, err := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "-tags", tags, pkg).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Fields(string(out))
}

// ofSandbox are those that are the sandbox or part of it, but for the stub.
func ofSandbox(deps []string) []string {
	return slices.DeleteFunc(slices.Clone(deps), func(d string) bool {
		return d == sandboxPackage+"/embedded" || (d != sandboxPackage && !strings.HasPrefix(d, sandboxPackage+"/"))
	})
}

func TestAReleaseCarriesNothingOfTheSandbox(t *testing.T) {
	for _, tags := range []string{"production,webkit2_41", "production,desktop,webkit2_41", "bindings,webkit2_41", ""} {
		for _, pkg := range []string{module, sandboxPackage + "/embedded"} {
			deps := dependencies(t, tags, pkg)
			if !slices.Contains(deps, pkg) || !slices.Contains(deps, sandboxPackage+"/embedded") {
				t.Fatalf("-tags %q: the list lacks %s itself, or its stub: %v", tags, pkg, deps)
			}
			if got := ofSandbox(deps); len(got) > 0 {
				t.Errorf("-tags %q: %s links %v", tags, pkg, got)
			}
		}
	}
}

// Without this the test above could pass for looking at the wrong thing.
func TestASandboxBuildCarriesIt(t *testing.T) {
	for _, tags := range []string{"sandbox", "dev", "production,sandbox,webkit2_41"} {
		for _, pkg := range []string{module, sandboxPackage + "/embedded"} {
			if got := ofSandbox(dependencies(t, tags, pkg)); !slices.Equal(got, []string{sandboxPackage}) {
				t.Errorf("-tags %q: %s links %v of the sandbox", tags, pkg, got)
			}
		}
	}
}
