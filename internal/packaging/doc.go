// Package packaging holds the tests of what is given to people on Linux: the .deb, the .rpm and the archive that make
// package-linux leaves in build/dist. They have the build tag packages (make test-packages), but for the one that
// holds the manual against the program. What the .deb does once it is installed is package tour's to test.
package packaging
