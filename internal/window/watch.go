package window

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// How patient the watch is.
const (
	paintLimit = 20 * time.Second // for the first picture
	pingEvery  = 20 * time.Second // while somebody can see the window
	lookEvery  = 2 * time.Minute  // whether somebody can see it again, if the desktop has not said so: each look wakes the whole process
	pongLimit  = 10 * time.Second
	missLimit  = 2 // so many pings without an answer mean that the page hangs

	reviveLimit  = 3 // so many times within
	reviveWithin = 2 * time.Minute
)

// Trouble is what the page could not be helped out of.
type Trouble int

// The troubles.
const (
	// NeverPainted means that the page has not shown anything within 20 seconds.
	NeverPainted Trouble = iota
	// KeepsFailing means that the page had to be brought back four times in two minutes.
	KeepsFailing
)

// Answer is what a person wants done about Trouble.
type Answer int

// The answers.
const (
	Wait  Answer = iota // go on trying
	Quit                // end the application
	Again               // start it again, in safe mode
)

// watchOptions are what a watch works on. None of them may block for long, but ask.
type watchOptions struct {
	ping    func(n int) // the page is to answer with pong(n)
	revive  func()      // loads the page anew, whatever has become of its process
	visible func() bool // whether somebody can see the window
	ask     func(context.Context, Trouble) Answer
	decided func(Answer) // Quit or Again
	// deaf watches do not ping: in development a debugger may hold the page for as long as it likes.
	deaf bool
	log  *slog.Logger
}

// watch brings the page back when it dies or hangs, and asks what to do when that does not help. Wails has
// nothing of the kind: its window stays blank for good.
type watch struct {
	o      watchOptions
	events chan event
	asking sync.WaitGroup

	// What follows belongs to run.
	phase    phase
	deadline *time.Timer
	number   int // of the last ping
	misses   int
	revivals []time.Time
	dead     bool // died while the person was asked
	away     bool // minimised; the page may think that it is in front for a moment longer
	withdraw context.CancelFunc
	trouble  Trouble
}

type phase int

const (
	painting phase = iota // waits for the first picture
	resting               // all is well
	pinged                // waits for an answer
	troubled              // waits for the person
	over                  // waits for the end
)

type event struct {
	kind      eventKind
	number    int
	how       string
	answer    Answer
	minimised bool
}

type eventKind int

const (
	sawPaint eventKind = iota
	sawFront
	sawMinimised
	heardPong
	sawDeath
	sawNoResponse
	gotAnswer
)

func newWatch(o watchOptions) *watch { return &watch{o: o, events: make(chan event, 16)} }

// painted says that the page has shown something.
func (w *watch) painted() { w.tell(event{kind: sawPaint}) }

// pong says that the page has answered the ping of that number.
func (w *watch) pong(n int) { w.tell(event{kind: heardPong, number: n}) }

// front says that the window has come to the front, as the page noticed.
func (w *watch) front() { w.tell(event{kind: sawFront}) }

// minimised says that the window has been minimised or is back, as the desktop says it.
func (w *watch) minimised(now bool) { w.tell(event{kind: sawMinimised, minimised: now}) }

// died says that the page's process has ended.
func (w *watch) died(how string) { w.tell(event{kind: sawDeath, how: how}) }

// unresponsive says that the page's process is suspected of hanging.
func (w *watch) unresponsive() { w.tell(event{kind: sawNoResponse}) }

// tell never blocks: it is called from the main loop. The loss of an event is made good by the next ping.
func (w *watch) tell(e event) {
	select {
	case w.events <- e:
	default:
	}
}

// run watches from now, when the window opens, until ctx ends.
func (w *watch) run(ctx context.Context) {
	defer w.asking.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w.deadline = time.NewTimer(paintLimit)
	defer w.deadline.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-w.events:
			w.handle(ctx, e)
		case <-w.deadline.C:
			w.due(ctx)
		}
	}
}

// enter begins a phase; a limit of 0 is none.
func (w *watch) enter(p phase, limit time.Duration) {
	w.phase = p
	w.deadline.Stop()
	if limit > 0 {
		w.deadline.Reset(limit)
	}
}

func (w *watch) handle(ctx context.Context, e event) {
	switch {
	case e.kind == sawPaint && (w.phase == painting || w.phase == troubled && w.trouble == NeverPainted):
		w.settle()
	case e.kind == sawFront && w.phase == resting:
		w.rest()
	case e.kind == sawMinimised:
		w.away = e.minimised
		if w.phase == resting {
			w.rest()
		}
	case e.kind == heardPong && w.phase == pinged && e.number == w.number:
		w.misses = 0
		w.rest()
	case e.kind == sawDeath && w.phase == troubled:
		w.dead = true
	case e.kind == sawDeath && w.phase != over:
		w.o.log.Warn("the page's process ended", "how", e.how)
		w.revive(ctx)
	case e.kind == sawNoResponse && w.phase == resting && !w.o.deaf:
		w.ping()
	case e.kind == gotAnswer && w.phase == troubled:
		w.obey(ctx, e.answer)
	}
}

// due is what happens when a phase has reached its limit.
func (w *watch) due(ctx context.Context) {
	switch w.phase {
	case painting:
		if !w.o.visible() {
			w.enter(painting, paintLimit) // what nobody sees need not be painted
			return
		}
		w.consult(ctx, NeverPainted)
	case resting:
		if !w.o.visible() {
			w.enter(resting, lookEvery)
			return
		}
		w.ping()
	case pinged:
		if w.misses++; w.misses < missLimit {
			w.ping()
			return
		}
		w.o.log.Warn("the page does not answer")
		w.revive(ctx)
	}
}

// settle is for a page that has come up.
func (w *watch) settle() {
	if w.withdraw != nil {
		w.withdraw()
	}
	w.misses = 0
	w.rest()
}

func (w *watch) rest() {
	switch {
	case w.o.deaf:
		w.enter(resting, 0)
	case w.away:
		w.enter(resting, lookEvery)
	default:
		w.enter(resting, pingEvery)
	}
}

func (w *watch) ping() {
	w.number++
	w.enter(pinged, pongLimit)
	w.o.ping(w.number)
}

func (w *watch) revive(ctx context.Context) {
	now := time.Now()
	w.revivals = slices.DeleteFunc(w.revivals, func(t time.Time) bool { return now.Sub(t) > reviveWithin })
	if len(w.revivals) >= reviveLimit {
		w.consult(ctx, KeepsFailing)
		w.dead = true
		return
	}
	w.revivals = append(w.revivals, now)
	w.misses, w.dead = 0, false
	w.o.log.Info("bringing the page back")
	w.enter(painting, paintLimit)
	w.o.revive()
}

// consult asks the person, who may take their time.
func (w *watch) consult(ctx context.Context, t Trouble) {
	w.o.log.Error("the page can't be brought up", "never painted", t == NeverPainted)
	w.trouble, w.dead = t, false
	w.enter(troubled, 0)
	ctx, w.withdraw = context.WithCancel(ctx)
	w.asking.Go(func() {
		a := w.o.ask(ctx, t)
		select {
		case w.events <- event{kind: gotAnswer, answer: a}:
		case <-ctx.Done():
		}
	})
}

func (w *watch) obey(ctx context.Context, a Answer) {
	w.withdraw()
	switch {
	case a != Wait:
		w.enter(over, 0)
		w.o.decided(a)
	case w.dead:
		w.revivals = nil
		w.revive(ctx)
	default:
		w.enter(painting, paintLimit)
	}
}
