package window

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// page is a page under watch: what it does by itself, and what was done to it.
type page struct {
	*watch
	paints, answers, debugger bool
	hidden                    atomic.Bool
	reply                     Answer // of the person, after thinks; never before the watch gives up if thinks is 0
	thinks                    time.Duration

	pings, revivals, questions atomic.Int32
	looks                      atomic.Int32 // whether the window can be seen
	trouble                    Trouble
	withdrawn                  atomic.Bool
	decision                   atomic.Int32 // an Answer; Wait until there is one
}

// underWatch runs do while the page is watched, in virtual time.
func underWatch(t *testing.T, p *page, do func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		deaf := p.debugger
		p.watch = newWatch(watchOptions{
			ping: func(n int) {
				p.pings.Add(1)
				if p.answers {
					p.pong(n)
				}
			},
			revive: func() {
				p.revivals.Add(1)
				if p.paints {
					p.painted()
				}
			},
			visible: func() bool {
				p.looks.Add(1)
				return !p.hidden.Load()
			},
			ask: func(ctx context.Context, trouble Trouble) Answer {
				p.questions.Add(1)
				p.trouble = trouble
				if p.thinks == 0 {
					<-ctx.Done()
					p.withdrawn.Store(true)
					return Wait
				}
				time.Sleep(p.thinks)
				return p.reply
			},
			decided: func(a Answer) { p.decision.Store(int32(a)) },
			deaf:    deaf,
			log:     slog.New(slog.DiscardHandler),
		})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); p.run(ctx) }()
		if p.paints {
			p.painted()
		}
		synctest.Wait()
		do(t)
		stop()
		<-done
	})
}

func pass(d time.Duration) { time.Sleep(d); synctest.Wait() }

func (p *page) want(t *testing.T, revivals, questions int32) {
	t.Helper()
	if got := p.revivals.Load(); got != revivals {
		t.Errorf("brought back %d times, want %d", got, revivals)
	}
	if got := p.questions.Load(); got != questions {
		t.Errorf("asked %d times, want %d", got, questions)
	}
}

func TestHealthyPageIsLeftAloneAndAskedThreeTimesAMinute(t *testing.T) {
	p := &page{paints: true, answers: true}
	underWatch(t, p, func(t *testing.T) {
		pass(time.Hour + time.Second)
		p.want(t, 0, 0)
		if got := p.pings.Load(); got != 180 {
			t.Errorf("%d pings in an hour, want 180", got)
		}
	})
}

func TestPageThatNobodySeesIsNotAsked(t *testing.T) {
	p := &page{paints: true}
	p.hidden.Store(true)
	underWatch(t, p, func(t *testing.T) {
		pass(time.Hour)
		p.want(t, 0, 0)
		if got := p.pings.Load(); got != 0 {
			t.Errorf("%d pings", got)
		}
	})
}

func TestProcessOfAWindowThatNobodySeesIsHardlyWoken(t *testing.T) {
	p := &page{paints: true}
	p.hidden.Store(true)
	underWatch(t, p, func(t *testing.T) {
		pass(time.Hour)
		if got := p.looks.Load(); got > 30 {
			t.Errorf("%d looks in an hour, want 30 at most", got)
		}
	})
}

func TestMinimisedWindowIsLeftAloneAtOnceAndAskedAsOftenAsBeforeOnceItIsBack(t *testing.T) {
	p := &page{paints: true, answers: true}
	underWatch(t, p, func(t *testing.T) {
		pass(pingEvery / 2)
		p.hidden.Store(true)
		p.minimised(true)
		p.front() // the page is late
		pass(lookEvery - time.Second)
		if looks, pings := p.looks.Load(), p.pings.Load(); looks != 0 || pings != 0 {
			t.Errorf("%d looks and %d pings just after it was minimised", looks, pings)
		}
		p.hidden.Store(false)
		p.minimised(false)
		pass(pingEvery)
		if got := p.pings.Load(); got != 1 {
			t.Errorf("%d pings %s after it is back, want 1", got, pingEvery)
		}
	})
}

func TestPageThatComesToTheFrontIsAskedAsOftenAsBefore(t *testing.T) {
	p := &page{paints: true}
	p.hidden.Store(true)
	underWatch(t, p, func(t *testing.T) {
		pass(time.Hour + time.Second)
		p.hidden.Store(false)
		p.front()
		pass(pingEvery + 2*pongLimit + time.Second)
		p.want(t, 1, 0)
	})
}

func TestPageThatHangsUnseenIsBroughtBackOnceItIsSeen(t *testing.T) {
	p := &page{paints: true}
	p.hidden.Store(true)
	underWatch(t, p, func(t *testing.T) {
		pass(time.Hour)
		p.hidden.Store(false)
		pass(lookEvery + 2*pongLimit + time.Second)
		if p.revivals.Load() == 0 {
			t.Error("it was left hanging")
		}
	})
}

func TestDeadPageIsBroughtBackAtOnce(t *testing.T) {
	p := &page{paints: true, answers: true}
	underWatch(t, p, func(t *testing.T) {
		p.died("crashed")
		synctest.Wait()
		p.want(t, 1, 0)
		pass(time.Hour)
		p.want(t, 1, 0)
	})
}

func TestPageThatHangsIsBroughtBackAfterTwoMisses(t *testing.T) {
	p := &page{paints: true}
	underWatch(t, p, func(t *testing.T) {
		pass(pingEvery + 2*pongLimit - time.Second)
		p.want(t, 0, 0)
		pass(2 * time.Second)
		p.want(t, 1, 0)
	})
}

func TestOneLateAnswerIsForgiven(t *testing.T) {
	p := &page{paints: true}
	underWatch(t, p, func(t *testing.T) {
		for range 20 {
			pass(pingEvery + pongLimit + time.Second) // the first ping was missed, the second is out
			p.pong(int(p.pings.Load()))
			synctest.Wait()
		}
		p.want(t, 0, 0)
	})
}

func TestAnswerToAnEarlierPingDoesNotCount(t *testing.T) {
	p := &page{paints: true}
	underWatch(t, p, func(t *testing.T) {
		pass(pingEvery + pongLimit + time.Second)
		p.pong(1)
		pass(pongLimit)
		p.want(t, 1, 0)
	})
}

func TestSuspicionIsFollowedByAPing(t *testing.T) {
	p := &page{paints: true}
	underWatch(t, p, func(t *testing.T) {
		p.unresponsive()
		pass(2*pongLimit + time.Second)
		p.want(t, 1, 0)
	})
}

func TestFourthDeathInTwoMinutesIsThePersonsToDecide(t *testing.T) {
	p := &page{paints: true, answers: true, reply: Again, thinks: time.Minute}
	underWatch(t, p, func(t *testing.T) {
		for range 4 {
			p.died("crashed")
			pass(30 * time.Second)
		}
		p.want(t, 3, 1)
		if p.trouble != KeepsFailing {
			t.Errorf("the trouble is %v", p.trouble)
		}
		pass(time.Minute)
		p.died("crashed") // it no longer matters
		pass(time.Hour)
		p.want(t, 3, 1)
		if got := Answer(p.decision.Load()); got != Again {
			t.Errorf("decided %v, want Again", got)
		}
	})
}

func TestDeathsFarApartAreNoReasonToAsk(t *testing.T) {
	p := &page{paints: true, answers: true}
	underWatch(t, p, func(t *testing.T) {
		for range 20 {
			p.died("crashed")
			pass(time.Minute)
		}
		p.want(t, 20, 0)
	})
}

func TestPageThatNeverPaintsIsThePersonsToDecide(t *testing.T) {
	p := &page{reply: Quit, thinks: time.Second}
	underWatch(t, p, func(t *testing.T) {
		pass(paintLimit - time.Second)
		p.want(t, 0, 0)
		pass(3 * time.Second)
		p.want(t, 0, 1)
		if got := Answer(p.decision.Load()); p.trouble != NeverPainted || got != Quit {
			t.Errorf("trouble %v, decided %v", p.trouble, got)
		}
	})
}

func TestPaintThatComesLateTakesTheQuestionBack(t *testing.T) {
	p := &page{answers: true}
	underWatch(t, p, func(t *testing.T) {
		pass(paintLimit + time.Minute)
		p.want(t, 0, 1)
		p.painted()
		synctest.Wait()
		if !p.withdrawn.Load() {
			t.Error("the question still stands")
		}
		pass(time.Hour)
		p.want(t, 0, 1)
	})
}

func TestWaitingAsksAgainWhenNothingHappens(t *testing.T) {
	p := &page{reply: Wait, thinks: time.Second}
	underWatch(t, p, func(t *testing.T) {
		pass(2*(paintLimit+time.Second) + time.Second)
		p.want(t, 0, 2)
	})
}

func TestTryingAgainBringsADeadPageBack(t *testing.T) {
	p := &page{paints: true, answers: true, reply: Wait, thinks: time.Second}
	underWatch(t, p, func(t *testing.T) {
		for range 4 {
			p.died("crashed")
			synctest.Wait()
		}
		p.want(t, 3, 1)
		pass(2 * time.Second)
		p.want(t, 4, 1)
		pass(time.Hour)
		p.want(t, 4, 1)
	})
}

func TestWindowThatNobodySeesNeedNotBePainted(t *testing.T) {
	p := &page{}
	p.hidden.Store(true)
	underWatch(t, p, func(t *testing.T) {
		pass(time.Hour)
		p.want(t, 0, 0)
		p.hidden.Store(false)
		pass(paintLimit)
		p.want(t, 0, 1)
	})
}

func TestPageMaySitInADebugger(t *testing.T) {
	p := &page{paints: true, debugger: true}
	underWatch(t, p, func(t *testing.T) {
		pass(time.Hour)
		p.unresponsive()
		pass(time.Hour)
		p.want(t, 0, 0)
		p.died("crashed")
		synctest.Wait()
		p.want(t, 1, 0)
	})
}
