package sandbox

import (
	"encoding/json"
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
	for _, fields := range []string{"clientApiStatus", "clientApiStatus __typename"} {
		answer := f.graphQLCall(token, map[string]any{"query": "{ " + fields + " }"}).want(t, http.StatusOK)
		raw, err := json.Marshal(answer["data"])
		if err != nil {
			t.Fatal(err)
		}
		if err := terms.validate("/queries/"+clientAPIStatus, string(raw)); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
	}
	if err := terms.validate("/queries/"+clientAPIStatus, "{}"); err == nil {
		t.Error("the contract lets any answer through")
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
