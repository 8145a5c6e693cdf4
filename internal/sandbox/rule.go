package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rule has requests go wrong, or take their time, until it is taken back.
type Rule struct {
	// Operation is the one it is for, by the name that the widgets package has for it, such as Members, or
	// ClientApiStatus for the GraphQL API; "*" is all of them.
	Operation string
	Fault     Fault
}

// FaultHeader asks for a fault of the request that carries it, written as ParseFault has it.
const FaultHeader = "WorkOS-Sandbox-Fault"

// maxDelay is more than any client waits.
const maxDelay = 5 * time.Minute

// ParseRule reads a rule: an operation's name or *, "=", and a fault, as in "Members=2s,503".
func ParseRule(text string) (Rule, error) {
	name, fault, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if !ok || name != "*" && !isOperation(name) {
		return Rule{}, fmt.Errorf("%q does not begin with an operation’s name and =, as in Members=503", text)
	}
	f, err := ParseFault(fault)
	return Rule{Operation: name, Fault: f}, err
}

// String is the rule as ParseRule reads it.
func (r Rule) String() string {
	var parts []string
	if r.Fault.Delay > 0 {
		parts = append(parts, r.Fault.Delay.String())
	}
	if r.Fault.Status != 0 {
		parts = append(parts, strconv.Itoa(r.Fault.Status))
	}
	switch r.Fault.Loss {
	case LostRequest, Unreachable:
		parts = append(parts, "lost")
	case LostReply:
		parts = append(parts, "lost-reply")
	}
	if len(parts) == 0 {
		parts = append(parts, "0s") // takes back what a rule before it asks for
	}
	return r.Operation + "=" + strings.Join(parts, ",")
}

func isOperation(name string) bool { return slices.Contains(operationNames(), name) }

// operationNames are those that a rule can be for.
func operationNames() []string {
	names := make([]string, 0, len(operations)+1)
	for _, o := range operations {
		names = append(names, o.name)
	}
	return append(names, clientAPIStatus)
}

// Latency is the rule by which every operation takes d. It belongs before all others, of which the last that
// fits an operation counts.
func Latency(d time.Duration) (Rule, error) { return ParseRule("*=" + d.String()) }

// ParseFault reads what is to go wrong, several things with commas between them: a delay such as 800ms, a
// status such as 503, "lost" for a connection that breaks before the request was acted on, "lost-reply" for
// one that breaks after it.
func ParseFault(text string) (Fault, error) {
	var f Fault
	for _, part := range strings.Split(text, ",") {
		part = strings.TrimSpace(part)
		if status, err := strconv.Atoi(part); err == nil && status >= 400 && status <= 599 {
			f.Status, f.Header = status, http.Header{"Content-Type": {"application/json; charset=utf-8"}}
			f.Body = fmt.Sprintf(`{"message":%q}`, "The sandbox was asked to answer this with "+http.StatusText(status)+".")
			continue
		}
		if delay, err := time.ParseDuration(part); err == nil && delay >= 0 && delay <= maxDelay {
			f.Delay = delay
			continue
		}
		switch part {
		case "lost":
			f.Loss = LostRequest
		case "lost-reply":
			f.Loss = LostReply
		default:
			return f, fmt.Errorf("%q is no fault: write a delay of at most %s, a status from 400 to 599, lost, or lost-reply", part, maxDelay)
		}
	}
	return f, nil
}

// faultOf finds what is to go wrong with a request: what a test said, or else that nobody is there, or else its
// own header, or else the rules, of which the last that fits counts.
func (s *Server) faultOf(r *http.Request) *Fault {
	if f := s.fault.of(r); f != nil {
		return f
	}
	if s.away(r.URL.Path) {
		return &Fault{Loss: Unreachable}
	}
	if text := r.Header.Get(FaultHeader); text != "" {
		f, err := ParseFault(text)
		if err != nil {
			return &Fault{Status: http.StatusBadRequest, Body: fmt.Sprintf(`{"message":%q}`, err.Error())}
		}
		return &f
	}
	rules := s.Rules()
	if len(rules) == 0 {
		return nil
	}
	name := s.operationOf(r)
	if name == "" {
		return nil
	}
	var found *Fault
	for i := range rules {
		if rule := &rules[i]; rule.Operation == "*" || rule.Operation == name {
			found = &rule.Fault
		}
	}
	return found
}

// operationOf names the operation that a request is for; "" for anything else.
func (s *Server) operationOf(r *http.Request) string {
	_, pattern := s.mux.Handler(r)
	return s.names[pattern]
}

// SetRules replaces the rules, Options.Rules among them. Nothing but operations of the widgets is under them.
func (s *Server) SetRules(rules ...Rule) { s.rules.Store(&rules) }

// Rules are the rules as they are now.
func (s *Server) Rules() []Rule { return *s.rules.Load() }
