package brand_test

import (
	"bytes"
	"image/png"
	"os"
	"testing"

	"workos-widgets/build"
	"workos-widgets/internal/brand"
	"workos-widgets/internal/brand/kit"
)

func TestTheBrandThatIsCompiledInIsTheCommittedOne(t *testing.T) {
	want, _, err := kit.Load("../../build/brand.json")
	if err != nil {
		t.Fatal(err)
	}
	if got := brand.Current(); got != want {
		t.Errorf("compiled in is %+v, committed %+v", got, want)
	}
}

// Another ID, and everybody who has the application is signed out and loses their settings.
func TestTheNamesThatPeoplesSessionsHangOnStay(t *testing.T) {
	if b := brand.Current(); b.ID != "workos-widgets" || b.Scheme != "workos-widgets" || b.APIURL != "https://api.workos.com" {
		t.Errorf("ID %s, scheme %s, API %s", b.ID, b.Scheme, b.APIURL)
	}
	if id := brand.Current().ClientID; id != "" {
		t.Errorf("the checkout carries the client ID %s of somebody", id)
	}
}

func TestTheWindowsIconIsTheBrands(t *testing.T) {
	size, err := png.DecodeConfig(bytes.NewReader(build.WindowIcon))
	if err != nil || size.Width != size.Height || size.Width >= 256 {
		t.Fatalf("it is %d by %d, and GTK drops 256 by 256 (%v)", size.Width, size.Height, err)
	}
	out := t.TempDir()
	if err := kit.Write("../../build/brand.json", kit.Options{Version: "v1.0.0", Root: "../..", Out: out}); err != nil {
		t.Fatal(err)
	}
	if drawn, err := os.ReadFile(out + "/windowicon.png"); err != nil || !bytes.Equal(drawn, build.WindowIcon) {
		t.Errorf("build/windowicon.png is not what make brand makes of build/appicon.png (%v)", err)
	}
}
