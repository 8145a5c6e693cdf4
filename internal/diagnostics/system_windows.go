package diagnostics

import (
	"fmt"

	"golang.org/x/sys/windows"
)

func operatingSystem() (name, kernel string) {
	v := windows.RtlGetVersion()
	return "Windows", fmt.Sprintf("%d.%d.%d", v.MajorVersion, v.MinorVersion, v.BuildNumber)
}
