package sandbox

import (
	"net/http"
	"testing"

	"workos-widgets/internal/authkit"
)

func (f *fixture) graphQLCall(token authkit.Secret, body any) result {
	f.t.Helper()
	r := widgetRequest(f.t, token.Reveal(), http.MethodPost, "x", body)
	r.URL.Path = "/client/graphql"
	return f.send(r)
}

func TestGraphQL(t *testing.T) {
	terms, err := theTerms()
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t, Options{})
	token := f.signIn(Zoe, Acme).AccessToken
	document := "\n    query ClientApiStatus {\n  clientApiStatus\n}\n    " // as the package has it
	got := f.graphQLCall(token, map[string]any{"query": document, "operationName": "ClientApiStatus"}).want(t, http.StatusOK)
	if at(t, got, "data", "clientApiStatus") != "ok" {
		t.Errorf("%v", got)
	}
	if err := terms.validate("/queries/ClientApiStatus", `{"clientApiStatus":"ok"}`); err != nil {
		t.Error(err)
	}
	for query, status := range map[string]int{
		"{ clientApiStatus, __typename }": 200, "query{clientApiStatus}": 200,
		"{ me }": 400, "mutation { clientApiStatus }": 400, "{ clientApiStatus": 400, "{}": 400, "": 400, "{ a } { b }": 400,
	} {
		got := f.graphQLCall(token, map[string]any{"query": query}).want(t, status)
		if status != 200 && at(t, got, "errors", 0, "message") == "" {
			t.Errorf("%s: %v", query, got)
		}
	}
	f.graphQLCall(token, []string{}).want(t, http.StatusBadRequest)
	refused := f.graphQLCall("", map[string]any{"query": document}).want(t, http.StatusUnauthorized)
	if at(t, refused, "errors", 0, "extensions", "code") != "UNAUTHENTICATED" {
		t.Errorf("%v", refused)
	}
}
