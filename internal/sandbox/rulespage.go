package sandbox

import (
	"net/http"
	"strings"
)

// RulesPath is the page on which a person has the widgets' operations go wrong. A form field "rules" holds
// one rule in each line, as ParseRule has them; it replaces those before. The field "offline", with any text, has the
// sandbox answer nothing but its own pages; without it, it answers again.
const RulesPath = "/sandbox/faults"

type rulesPage struct {
	Action, Rules, Problem, Done string
	Offline                      bool
	Operations                   []string
}

func (s *Server) faultsPage(w http.ResponseWriter, r *http.Request) {
	page := rulesPage{Action: RulesPath, Operations: operationNames(), Offline: s.offline.Load()}
	status := http.StatusOK
	if r.Method == http.MethodPost {
		form, ok := formOf(w, r)
		rules, err := parseRules(form.Get("rules"))
		switch {
		case !ok:
			status, page.Problem = http.StatusBadRequest, "The form could not be read."
		case err != nil:
			status, page.Problem = http.StatusBadRequest, err.Error()
		default:
			s.SetRules(rules...)
			page.Offline = form.Get("offline") != ""
			s.SetOffline(page.Offline)
			page.Done = "Nothing goes wrong any more."
			if len(rules) > 0 || page.Offline {
				page.Done = "This is what happens from now on."
			}
		}
		page.Rules = form.Get("rules")
	} else {
		var lines []string
		for _, rule := range s.Rules() {
			lines = append(lines, rule.String())
		}
		page.Rules = strings.Join(lines, "\n")
	}
	show(w, status, "Faults", "faults", page)
}

func parseRules(text string) ([]Rule, error) {
	var rules []Rule
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		rule, err := ParseRule(line)
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	return rules, nil
}
