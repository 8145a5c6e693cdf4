// Package console lets a graphical build of Windows be heard where it was started: such a program has no console of
// its own, and what it prints goes nowhere unless somebody has redirected it.
package console

// Attach has os.Stdout and os.Stderr go to the console of the program that started this one, each unless it goes
// somewhere already, and returns how to let go of it. A program that stays must let go: it would end with the
// console's window. Where there is no such console, and on other systems than Windows, nothing happens.
func Attach() (letGo func()) { return attach() }
