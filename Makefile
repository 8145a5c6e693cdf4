# Everything a person types to work on the application. `make` alone lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.ONESHELL:
MAKEFLAGS += --no-print-directory

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
# Further arguments of the application: make run ARGS=--sandbox
ARGS ?=
# Whose application it is (docs/branding.md): make release BRAND=path/to/brand.json
BRAND ?= build/brand.json
# When the commit was made: packages say so, and are the same whenever they are built.
DATE ?= $(shell git log -1 --format=%cI 2>/dev/null || echo 2000-01-01T00:00:00Z)
# A brand of one's own is compiled in without touching the checkout.
ifeq ($(BRAND),build/brand.json)
BRANDED := build
else
BRANDED := build/branded
OVERLAY := GOFLAGS=-overlay=build/branded/overlay.json
endif
export BRANDED # for the page's build

APP := build/bin/workos-widgets
WAILS := go tool -modfile=build/tools.mod wails
# Left to itself Wails tidies go.mod, writes its own version into it and builds the page once more.
BUILD = $(WAILS) build -m -nosyncgomod -s -skipbindings -nocolour -v 0 \
	-ldflags "-X workos-widgets/internal/config.version=$(VERSION)"

PAGE := frontend/dist/index.html
PAGE_SOURCES := $(shell find frontend \( -name node_modules -o -path frontend/dist -o -path frontend/packed -o -path frontend/wailsjs/runtime \) -prune -o -type f -print)
NPM_CI := npm ci --no-audit --no-fund --loglevel=error
EMULATOR := internal/authkit/emulator

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##### Working with it

.PHONY: run
run: display build ## build the application with the sandbox on board, and open it
	@exec $(APP) $(ARGS)

.PHONY: display
display:
	@if [ "$$(uname -s)" = Linux ] && [ -z "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then
	  echo "There is no display here to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)."
	  echo "To see the whole application without one: make tour. It leaves a picture of every page in build/tour/."
	  exit 1
	fi >&2

.PHONY: dev
dev: display setup-run frontend/node_modules/.package-lock.json ## the same with hot reload; the page opens in a browser too
	$(WAILS) dev -m -nosyncgomod -tags webkit2_41 $(if $(ARGS),-appargs "$(ARGS)")

.PHONY: build
build: setup-run $(PAGE) ## build/bin/workos-widgets, with the sandbox on board
	@$(OVERLAY) $(BUILD) -tags webkit2_41,sandbox

.PHONY: build-dev
build-dev: setup-run $(PAGE) ## build/bin/workos-widgets-dev, which an ordinary browser can open as well (see frontend/e2e/)
	@go build -tags dev,webkit2_41,sandbox -o build/bin/workos-widgets-dev .

# The packages that can be made on this system.
SYSTEM := $(shell uname -s)
PACKAGES := $(if $(filter Linux,$(SYSTEM)),package-linux package-windows)$(if $(filter Darwin,$(SYSTEM)),package-darwin)

.PHONY: release
release: ## the application as it is given to people, without the sandbox, and its packages in build/dist; BRAND=path/to/brand.json makes it a company's own
	@rm -rf build/dist
	$(MAKE) program $(PACKAGES) sbom
	if cd build/dist 2>/dev/null; then sha256sum -- * >SHA256SUMS; fi

.PHONY: program
program: no-client-id brand setup-run $(PAGE)
	@source build/branded/brand.sh
	GOFLAGS=-overlay=build/branded/overlay.json $(BUILD) -trimpath $(if $(filter Darwin,$(SYSTEM)),-platform darwin/universal -nopackage,-tags webkit2_41) -o "$$BRAND_ID"

.PHONY: package-linux
package-linux: setup-release program notices ## .deb, .rpm and an archive for Linux, in build/dist
	@source build/branded/brand.sh
	build/linux/package.sh "build/bin/$$BRAND_ID" build/branded build/dist

# Built from any system, and signed if build/windows/sign.sh is told how.
.PHONY: package-windows
package-windows: no-client-id brand notices setup-release $(PAGE) ## the installer and the archive for Windows, in build/dist
	@source build/branded/brand.sh
	GOOS=windows GOARCH=amd64 CGO_ENABLED=0 GOFLAGS=-overlay=build/branded/overlay.json go build -trimpath -buildvcs=false -tags desktop,production \
	  -ldflags "-w -s -H windowsgui -X workos-widgets/internal/config.version=$(VERSION)" -o "build/bin/$$BRAND_ID.exe" .
	build/windows/package.sh "build/bin/$$BRAND_ID.exe" build/branded build/dist

# build/darwin/package.sh says how to have it signed and notarised.
.PHONY: package-darwin
package-darwin: program notices # the disk image for macOS, on macOS, in build/dist
	@source build/branded/brand.sh
	build/darwin/package.sh "build/bin/$$BRAND_ID" build/branded build/dist

.PHONY: sbom
sbom: program $(filter package-windows,$(PACKAGES)) ## what the release is made of, for programs to read (CycloneDX), in build/dist
	@set -a
	source build/branded/brand.sh
	node build/sbom.mjs build/dist "build/bin/$$BRAND_ID" $(if $(filter package-windows,$(PACKAGES)),"build/branded/windows/$$BRAND_ID-$$BRAND_VERSION-windows-amd64/$$BRAND_ID.exe")

.PHONY: notices
notices: brand frontend/node_modules/.package-lock.json
	@node build/licences.mjs build/branded/notices.txt

.PHONY: brand
brand: ## check BRAND, and write what a build needs of it to build/branded
	@go run ./internal/brand/cmd/brand write -brand '$(BRAND)' -version '$(VERSION)' -date '$(DATE)' -out build/branded

.PHONY: no-client-id
no-client-id:
	@if [ -n "$(CLIENT_ID)$(API_URL)" ]; then
	  echo "A release has its client ID and API URL from its brand, not from CLIENT_ID and API_URL: see docs/branding.md." >&2
	  exit 1
	fi

.PHONY: setup-run setup-test setup-release setup-packages setup-fresh
setup-run:
	@build/setup.sh run
setup-test:
	@build/setup.sh test
setup-release:
	@build/setup.sh release
setup-packages:
	@build/setup.sh packages
setup-fresh:
	@build/setup.sh fresh

# npm writes this file last, so it is there exactly when the folder is complete.
%/node_modules/.package-lock.json: %/package-lock.json
	@echo "Installing the npm packages of $*/package-lock.json"
	@cd $* && $(NPM_CI) $(NPM_FLAGS) && touch node_modules/.package-lock.json

# Of the emulator's 370 MB of packages a quarter is needed, and none of their install scripts.
$(EMULATOR)/node_modules/.package-lock.json: NPM_FLAGS := --omit=optional --omit=peer --ignore-scripts

# What the page has of the brand. It is new when that is another one, whatever the age of its files.
build/.stamps/brand: $(if $(OVERLAY),brand) FORCE
	@mkdir -p $(@D)
	cat $(BRANDED)/brand.json $(BRANDED)/windowicon.png | cmp -s - $@ || cat $(BRANDED)/brand.json $(BRANDED)/windowicon.png >$@

.PHONY: FORCE
FORCE:

$(PAGE): frontend/node_modules/.package-lock.json $(PAGE_SOURCES) build/.stamps/brand
	@cd frontend && npm run --silent build
	touch ../$@

##### Proof

# Compiling and linting share the machine; tests that mind the clock have it to themselves.
.PHONY: test
test: setup-test ## what CI runs: page, Go, WorkOS's own emulator, the widgets in a browser, and the tour (about 10 minutes the first time on 2 cores, then less)
	@$(MAKE) -j2 --output-sync=target check-page check-go check-workflows
	$(MAKE) check-bindings
	$(MAKE) test-page
	$(MAKE) test-browser-short
	$(MAKE) test-go
	$(MAKE) tour

.PHONY: test-all
test-all: test test-root test-brand test-browser tour-long fuzz test-session storm test-packages ## everything, with what takes longer
	@$(MAKE) soak MINUTES=3
	if [ "$$(id -u)" = 0 ]; then $(MAKE) test-fresh; else echo "make test-fresh is left out: it makes a machine, which only root can."; fi

.PHONY: test-fresh
test-fresh: setup-test setup-fresh $(EMULATOR)/node_modules/.package-lock.json ## the README to the letter on a fresh Debian 12, up to a signed-in window (as root; about 11 minutes)
	@build/fresh.sh make
	go test -tags tour -count=1 -v -timeout 60m -run README ./internal/tour -tour.fresh="$(CURDIR)/build/.fresh/root" | $(FIGURES)

.PHONY: test-packages
test-packages: test-packages-linux test-packages-windows ## the packages, each installed, used and removed where nothing else is

AS_ROOT := $(if $(filter-out 0,$(shell id -u)),sudo -E env PATH=$(PATH))

# Its application is a release's: it plays on a WorkOS that the test serves.
.PHONY: test-packages-linux
test-packages-linux: setup-packages setup-test package-linux # the Linux packages looked through, and the .deb on a Debian 12 with nothing else (with sudo, unless root)
	@source build/branded/brand.sh
	$(OVERLAY) go test -tags packages -count=1 -timeout 10m ./internal/packaging
	deb=$$(ls "$(CURDIR)"/build/dist/"$$BRAND_ID"_*.deb) machine="$(CURDIR)/build/.fresh/packages"
	$(AS_ROOT) build/linux/machine.sh make "$$machine" "$$deb"
	$(OVERLAY) go test -exec '$(AS_ROOT)' -tags tour -count=1 -timeout 6m -run Installed ./internal/tour -tour.installed="$$machine" -tour.package="$$deb"

OF_ANOTHER_USER := TestAnotherUsersProgramCannotFinishASignInAttack|TestAnotherUsersProgramDoesNotGetThePageAttack|TestAnotherUserCannotReachTheSocketAttack|TestADirectoryOfAnotherUserIsRefused

.PHONY: test-root
test-root: # what another user of the computer tries on Linux, which takes root to play (with sudo, unless root)
	@go test -exec '$(AS_ROOT)' -count=1 -v -run '^($(OF_ANOTHER_USER))$$' ./internal/handoff ./internal/instance | tee /dev/stderr |
	  awk '/^--- PASS/ { passed++ } END { exit passed != 4 }'

.PHONY: test-packages-windows
test-packages-windows: setup-packages package-windows ## the Windows packages in Wine: installed, upgraded, removed and signed (about 2 minutes)
	@source build/branded/brand.sh
	here="$(CURDIR)/build"
	xvfb-run -a go test -tags packages -count=1 -timeout 10m ./build/windows -packages.dist="$$here/dist" -packages.branded="$$here/branded" \
	  -packages.program="$$here/bin/$$BRAND_ID.exe"

.PHONY: test-page
test-page: $(PAGE) # of which some tests are
	@cd frontend && npm run --silent test

.PHONY: test-browser
test-browser: setup-test build-dev ## every action of every widget, in Chromium and against the sandbox
	@cd frontend && npm run --silent e2e

.PHONY: test-browser-short
test-browser-short: setup-test build-dev # every page as an admin and as a member, and one action of each widget
	@cd frontend && npm run --silent e2e -- short

.PHONY: test-go
test-go: $(EMULATOR)/node_modules/.package-lock.json frontend/node_modules/.package-lock.json
	@WORKOS_EMULATOR=required go test -race -timeout 5m ./...
	go test -race -tags sandbox ./internal/sandbox/embedded
	go test -race -tags bench ./internal/bench
	go test -race -tags webkit2_41 -run Wails ./internal/page
	go test -timeout 5m -run 'Storm$$' ./internal/session -storm.seeds=200 -storm.long=2

.PHONY: test-brand
test-brand: setup-test # that another brand makes another application
	@go test -count=1 -timeout 10m ./internal/brand -run Application -brand.application

# What tests print of what they did, without a line for each of their parts.
FIGURES = sed -E '/^(=== | *--- PASS)/d'

.PHONY: test-session
test-session: setup-test # the session: killed fifty times in real time, and in storms with the race detector
	@go test -race -count=1 -v -run '^TestKilled' -parallel 12 -timeout 5m ./internal/session/realtime -kills=50 -kills.pause=9s | $(FIGURES)
	go test -race -count=1 -run '^TestStorm$$' -timeout 5m ./internal/session -storm.seeds=20

.PHONY: storm
storm: ## 200 storms of faults over a session, of 30 virtual days each (about 11 minutes of processor time)
	@go test -count=1 -v -run '^TestStorm$$' -timeout 45m ./internal/session -storm.seeds=200 -storm.days=30 | $(FIGURES)

.PHONY: bench-session
bench-session: setup-test ## how quick a session is: tokens for the page, a thousand callers at once, start-up
	@go test -count=1 -v -run '^TestFigures$$' -timeout 2m ./internal/session/realtime -figures | $(FIGURES)

BENCH := build/bench/bin
BENCH_BUILD := go build -trimpath -ldflags "-w -s -X workos-widgets/internal/config.version=$(VERSION)" -tags desktop,production,webkit2_41
# How many starts a figure rests on, and which figures to take (a regular expression; all without one).
RUNS ?= 10
ONLY ?=
# KEEP=1 keeps the run as docs/bench.json, for make bench-compare.
KEEP ?=

.PHONY: bench
bench: build-bench ## what the application costs, against a hello-world window and Chromium (wants the machine to itself)
	@go build -tags dev,webkit2_41,sandbox -o $(BENCH)/workos-widgets-dev .
	$(BENCH)/bench run -version "$(VERSION)" -runs $(RUNS) -only '$(ONLY)' $(if $(KEEP),-keep)

.PHONY: bench-compare
bench-compare: ## the last make bench against the one kept in docs/bench.json
	@go run -tags bench ./internal/bench compare

MINUTES ?= 60

.PHONY: soak
soak: build-bench ## the window in use for MINUTES (60), with a WorkOS that fails: what grows?
	@go build -tags dev,webkit2_41,sandbox -o $(BENCH)/workos-widgets-dev .
	$(BENCH)/bench soak -minutes $(MINUTES)

.PHONY: build-bench
build-bench: setup-test $(PAGE)
	@$(BENCH_BUILD) -o $(BENCH)/workos-widgets .
	$(BENCH_BUILD),bench -o $(BENCH)/ ./internal/bench/hello ./internal/bench/bridge
	go build -tags bench -o $(BENCH)/bench ./internal/bench

.PHONY: tour
tour: setup-test build ## the application from sign-in to sign-out without a display; a picture of every page in build/tour/
	@go test -tags tour -count=1 -timeout 12m ./internal/tour/...

.PHONY: tour-long
tour-long: setup-test build # what waits for the application's own patience, and every state in both themes and as small as the window goes
	@go test -tags tour -count=1 -timeout 8m -run 'Hangs|Hoarding|NeverPaints|Notified|States|Load|Keychain' ./internal/tour -tour.long

.PHONY: check
check: setup-test check-page check-go check-workflows check-bindings ## format, types, vet and lint, for every system and flavour

.PHONY: check-page
check-page: frontend/node_modules/.package-lock.json $(PAGE)
	@cd frontend && npm run --silent lint # npm run build has checked the types

# Each flavour compiles other files: none, a release, the sandbox's build with the tour, `wails dev`.
VET_TAGS := none webkit2_41,production webkit2_41,production,sandbox,tour,bench,packages webkit2_41,dev

.PHONY: check-workflows
check-workflows: # what GitHub runs
	@go tool -modfile=build/tools.mod actionlint

.PHONY: check-go
check-go: $(EMULATOR)/node_modules/.package-lock.json
	@unformatted=$$(gofmt -l $$(git ls-files "*.go"))
	if [ -n "$$unformatted" ]; then
	  printf 'Not formatted (gofmt -w):\n%s\n' "$$unformatted" >&2
	  exit 1
	fi
	for tags in $(VET_TAGS); do
	  echo "go vet -tags $$tags"
	  go vet -tags "$$tags" ./...
	done
	echo "for Windows and macOS"
	GOOS=windows go vet ./...
	GOOS=windows go build -tags production,desktop -o /dev/null .
	GOOS=darwin go vet ./internal/...

.PHONY: check-bindings
check-bindings: setup-run ## that frontend/wailsjs is what app.go's methods make it
	@$(WAILS) generate module -tags webkit2_41 -nocolour -v 0
	chmod 644 frontend/wailsjs/runtime/* # as a build leaves them
	if ! git diff --exit-code --stat -- frontend/wailsjs; then
	  echo "frontend/wailsjs did not match app.go. It does now: commit it." >&2
	  exit 1
	fi


.PHONY: words
words: ## write the catalogue of texts to translate anew from the sources
	@go test ./internal/words -run Catalogue -update -count=1

.PHONY: reproducible
reproducible: setup-run ## that the release, built twice from what is committed, is the same to the byte
	@VERSION=$(VERSION) DATE=$(DATE) BRAND='$(abspath $(BRAND))' build/reproducible.sh

# Each system's program is made of other modules. Those of another system that need its C compiler can't be looked into
# from here (macOS's, as a rule): of them every package counts that is known to be weak, and not only what is called.
.PHONY: audit
audit: setup-run frontend/node_modules/.package-lock.json ## ask the vulnerability databases about what the release is made of
	@govulncheck=$$(go tool -n -modfile=build/tools.mod govulncheck)
	for system in linux windows darwin; do
	  echo "govulncheck for $$system"
	  scan=symbol cgo=1
	  case $$system in
	    windows) cgo=0 ;;
	    *) [ "$$system" = "$$(go env GOHOSTOS)" ] || scan=package ;;
	  esac
	  GOOS=$$system CGO_ENABLED=$$cgo "$$govulncheck" -scan "$$scan" -tags desktop,production,webkit2_41 .
	done
	cd frontend && npm audit --omit=dev

.PHONY: licences
licences: frontend/node_modules/.package-lock.json ## write docs/licences.md: what the application is made of
	@node build/licences.mjs

FUZZTIME ?= 30s

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (30s)
	@grep -rE '^func Fuzz' --include='*_test.go' internal | sed -E 's|^(.*)/[^/]*:func (Fuzz[A-Za-z0-9_]*).*|\1 \2|' | while read -r package name; do
	  go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "./$$package" </dev/null
	done

.PHONY: clean
clean: ## remove what was built and installed inside the repository
	@rm -rf build/bin build/branded build/dist build/tour build/bench build/.fresh frontend/node_modules $(EMULATOR)/node_modules
	find frontend/dist frontend/packed -mindepth 1 ! -name .gitkeep -delete
