package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// The widgets package carries a client of a GraphQL API, of which this version asks one thing: ClientApiStatus.

// clientAPIStatus is that query's name, and the name of all there is at graphQLPath for a Rule.
const (
	clientAPIStatus = "ClientApiStatus"
	graphQLPath     = "/client/graphql"
)

type graphQLRequest struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
}

// graphQL answers POST /client/graphql. Its errors are of the shape of the GraphQL specification, section
// 7.1; the widgets know UNAUTHENTICATED among their codes.
func (s *Server) graphQL(w http.ResponseWriter, r *http.Request) {
	if err := checkWidgetHeaders(r); err != nil {
		writeError(w, err)
		return
	}
	var in graphQLRequest
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil || json.Unmarshal(raw, &in) != nil {
		graphQLError(w, http.StatusBadRequest, "The body is not a GraphQL request.", "BAD_REQUEST")
		return
	}
	err = s.read(func() error {
		c := &call{server: s, state: s.state, request: r, now: s.now()}
		return c.identify(r.Header.Get("Authorization"))
	})
	if err != nil {
		graphQLError(w, http.StatusUnauthorized, "Unauthorized", "UNAUTHENTICATED")
		return
	}
	fields, ok := selectedFields(in.Query)
	if !ok {
		graphQLError(w, http.StatusBadRequest, "The sandbox answers the query { clientApiStatus } only.", "GRAPHQL_VALIDATION_FAILED")
		return
	}
	data := map[string]any{}
	for _, f := range fields {
		data[f] = map[string]any{"clientApiStatus": "ok", "__typename": "Query"}[f]
	}
	writeJSON(w, http.StatusOK, map[string]any{"data": data})
}

func graphQLError(w http.ResponseWriter, status int, message, code string) {
	writeJSON(w, status, map[string]any{"errors": []any{map[string]any{"message": message, "extensions": map[string]any{"code": code}}}})
}

// selectedFields reads a query without arguments, aliases or fragments: an optional "query Name" and one
// list of fields in braces.
func selectedFields(query string) (fields []string, ok bool) {
	head, rest, found := strings.Cut(query, "{")
	list, tail, closed := strings.Cut(rest, "}")
	if !found || !closed || strings.TrimSpace(tail) != "" {
		return nil, false
	}
	if words := strings.Fields(head); len(words) > 2 || len(words) > 0 && words[0] != "query" {
		return nil, false
	}
	fields = strings.FieldsFunc(list, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	unknown := slices.ContainsFunc(fields, func(f string) bool { return f != "clientApiStatus" && f != "__typename" })
	return fields, len(fields) > 0 && !unknown
}
