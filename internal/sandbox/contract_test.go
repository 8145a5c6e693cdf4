package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What the widgets expect of an operation is in contract/contract.json: JSON schemas that
// contract/generate.mjs makes from the type declarations of the installed @workos-inc/widgets. Whatever the
// sandbox answers in any test of this package is held against it (see send).

type contract struct {
	Package    string                    `json:"package"`
	Version    string                    `json:"version"`
	Operations map[string]contractedCall `json:"operations"`
	// Queries are the answers of the GraphQL API's queries, without the "data" around them.
	Queries map[string]any `json:"queries"`
	Defs    map[string]any `json:"$defs"`
}

type contractedCall struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	// Status is that of an answer that is no refusal; 0 when the declarations do not tell.
	Status   int            `json:"status"`
	Response any            `json:"response"`
	Body     any            `json:"body"`
	Query    any            `json:"query"`
	Refusals map[string]any `json:"refusals"`
}

const contractFile = "contract/contract.json"

func parseContract(raw []byte) (*contract, error) {
	var c contract
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, fmt.Errorf("reading the contract: %w", err)
	}
	return &c, nil
}

// terms are the contract with its schemas compiled, and the way from a request to its operation.
type terms struct {
	*contract
	mux      *http.ServeMux
	compiler *jsonschema.Compiler
	mu       sync.Mutex
	schemas  map[string]*jsonschema.Schema
}

var theTerms = sync.OnceValues(func() (*terms, error) {
	raw, err := os.ReadFile(contractFile)
	if err != nil {
		return nil, err
	}
	c, err := parseContract(raw)
	if err != nil {
		return nil, err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	t := &terms{contract: c, mux: http.NewServeMux(), compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}}
	for name, o := range c.Operations {
		t.mux.Handle(o.Method+" "+o.Path, operationName(name))
	}
	return t, t.compiler.AddResource(contractFile, document)
})

type operationName string

func (operationName) ServeHTTP(http.ResponseWriter, *http.Request) {}

// operation names the operation that a request is one of; "" for any other.
func (t *terms) operation(r *http.Request) string {
	h, _ := t.mux.Handler(r)
	name, _ := h.(operationName)
	return string(name)
}

// validate holds a JSON text against the schema at a place of the contract.
func (t *terms) validate(at, text string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	schema := t.schemas[at]
	if schema == nil {
		var err error
		if schema, err = t.compiler.Compile(contractFile + "#" + at); err != nil {
			return err
		}
		t.schemas[at] = schema
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

var errUndeclared = errors.New("the package declares no such refusal")

// check holds an answer of an operation against the contract.
func (t *terms) check(name string, status int, raw string) error {
	at := "/operations/" + name
	if status < 300 {
		if want := t.Operations[name].Status; want != 0 && status != want {
			return fmt.Errorf("status %d, not %d", status, want)
		}
		return t.validate(at+"/response", raw)
	}
	if _, declared := t.Operations[name].Refusals[strconv.Itoa(status)]; declared {
		return t.validate(at+"/refusals/"+strconv.Itoa(status), raw)
	}
	var said struct{ Message string }
	if json.Unmarshal([]byte(raw), &said) != nil || said.Message == "" {
		return errors.New("the refusal has no message")
	}
	return errUndeclared
}

// checkAnswer is called for every answer that a test gets.
func checkAnswer(t *testing.T, r *http.Request, got result) {
	t.Helper()
	terms, err := theTerms()
	if err != nil {
		t.Fatal(err)
	}
	name := terms.operation(r)
	if name == "" {
		return
	}
	err = terms.check(name, got.status, got.raw)
	if errors.Is(err, errUndeclared) && mayBeUndeclared(name, r, got) {
		return
	}
	if err != nil {
		t.Errorf("%s, status %d: %v\n%s", name, got.status, err, got.raw)
	}
}

// mayBeUndeclared lets through what the declarations are silent about: who is not signed in, a request that
// no widget sends, faults, and the refusals of ListSsoConnections, which are declared to be unknown.
func mayBeUndeclared(name string, r *http.Request, got result) bool {
	switch got.status {
	case http.StatusUnauthorized, http.StatusServiceUnavailable:
		return true
	case http.StatusBadRequest:
		return checkWidgetHeaders(r) != nil
	case http.StatusForbidden:
		return name == "ListSsoConnections"
	}
	return false
}

func TestTheSandboxHasTheOperationsOfTheContract(t *testing.T) {
	terms, err := theTerms()
	if err != nil {
		t.Fatal(err)
	}
	left := maps.Clone(terms.Operations)
	for _, o := range operations {
		c, known := left[o.name]
		delete(left, o.name)
		if !known {
			t.Errorf("%s: %s %s does not know it", o.name, terms.Package, terms.Version)
		} else if placeless(c.Path) != placeless(o.path) || c.Method != o.method {
			t.Errorf("%s is %s %s, the contract has %s %s", o.name, o.method, o.path, c.Method, c.Path)
		}
	}
	for name := range left {
		t.Errorf("%s %s calls %s, which the sandbox does not have", terms.Package, terms.Version, name)
	}
	if names := slices.Collect(maps.Keys(terms.Queries)); !slices.Equal(names, []string{clientAPIStatus}) {
		t.Errorf("%s %s has the queries %v, the sandbox has %s", terms.Package, terms.Version, names, clientAPIStatus)
	}
}

// placeless is a path without the names of its placeholders.
func placeless(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, "{") {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

// TestContractIsThatOfTheInstalledPackage notices, by name, operations that an update of the package brings,
// drops or changes.
func TestContractIsThatOfTheInstalledPackage(t *testing.T) {
	installed := filepath.Join("..", "..", "frontend", "node_modules", "@workos-inc", "widgets", "package.json")
	_, missing := os.Stat(installed)
	node, noNode := exec.LookPath("node")
	if missing != nil || noNode != nil {
		message := "the installed widgets package was not compared: run npm ci in frontend, and have node in the PATH"
		if os.Getenv("CI") != "" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
	out, err := exec.CommandContext(t.Context(), node, filepath.Join("contract", "generate.mjs"), "--print").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("generate.mjs: %v\n%s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	now, err := parseContract(out)
	if err != nil {
		t.Fatal(err)
	}
	terms, err := theTerms()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range differences(terms.contract, now) {
		t.Errorf("%s %s is installed, the contract is of %s: %s. Run node internal/sandbox/contract/generate.mjs, and have the sandbox follow.", now.Package, now.Version, terms.Version, d)
	}
	if committed, err := os.ReadFile(contractFile); err != nil || !t.Failed() && !bytes.Equal(committed, out) {
		t.Errorf("%s is not what generate.mjs makes of %s %s (%v)", contractFile, now.Package, now.Version, err)
	}
}

// differences names the operations and queries that are not the same in both.
func differences(before, now *contract) []string {
	var found []string
	for _, name := range slices.Sorted(maps.Keys(now.Operations)) {
		if _, ok := before.Operations[name]; !ok {
			found = append(found, name+" is new")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now.Queries)) {
		if _, ok := before.Queries[name]; !ok {
			found = append(found, name+" is new")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before.Queries)) {
		is, ok := now.Queries[name]
		switch {
		case !ok:
			found = append(found, name+" is gone")
		case !reflect.DeepEqual(before.whole(before.Queries[name]), now.whole(is)):
			found = append(found, name+" has another answer")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before.Operations)) {
		was := before.Operations[name]
		is, ok := now.Operations[name]
		switch {
		case !ok:
			found = append(found, name+" is gone")
		case was.Method != is.Method || was.Path != is.Path || was.Status != is.Status:
			found = append(found, name+" is called in another way")
		case !reflect.DeepEqual(before.whole(was.Response), now.whole(is.Response)):
			found = append(found, name+" has another answer")
		case !reflect.DeepEqual(before.whole(was.Body), now.whole(is.Body)) || !reflect.DeepEqual(before.whole(was.Query), now.whole(is.Query)):
			found = append(found, name+" takes something else")
		case !reflect.DeepEqual(before.whole(any(was.Refusals)), now.whole(any(is.Refusals))):
			found = append(found, name+" has other refusals")
		}
	}
	return found
}

// whole is a schema with the definitions that it names put in their places.
func (c *contract) whole(schema any) any {
	switch v := schema.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			return c.whole(c.Defs[strings.TrimPrefix(ref, "#/$defs/")])
		}
		out := map[string]any{}
		for key, value := range v {
			out[key] = c.whole(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = c.whole(value)
		}
		return out
	}
	return schema
}

func TestDifferencesOfContractsAreNamed(t *testing.T) {
	raw, err := os.ReadFile(contractFile)
	if err != nil {
		t.Fatal(err)
	}
	before, err := parseContract(raw)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*contract)
		want   string
	}{
		"nothing":   {func(*contract) {}, ""},
		"one more":  {func(c *contract) { c.Operations["PaintMembers"] = contractedCall{Method: "POST"} }, "PaintMembers is new"},
		"one fewer": {func(c *contract) { delete(c.Operations, "Me") }, "Me is gone"},
		"a field far down": {func(c *contract) {
			c.Defs["DirectoryMetadata"].(map[string]any)["properties"].(map[string]any)["groups"] = map[string]any{"type": "string"}
		}, "GetDirectory has another answer ListDirectories has another answer"},
		"a query more":  {func(c *contract) { c.Queries["Weather"] = map[string]any{} }, "Weather is new"},
		"a query fewer": {func(c *contract) { delete(c.Queries, "ClientApiStatus") }, "ClientApiStatus is gone"},
		"a field of a query": {func(c *contract) {
			delete(c.Defs["ClientApiStatusQuery"].(map[string]any)["properties"].(map[string]any), "clientApiStatus")
		}, "ClientApiStatus has another answer"},
		"a refusal": {func(c *contract) { delete(c.Operations["Verify"].Refusals, "400") }, "Verify has other refusals"},
		"a path": {func(c *contract) {
			o := c.Operations["Roles"]
			o.Path = "/elsewhere"
			c.Operations["Roles"] = o
		}, "Roles is called in another way"},
	} {
		now, err := parseContract(raw)
		if err != nil {
			t.Fatal(err)
		}
		c.change(now)
		if got := strings.Join(differences(before, now), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAnswersThatBreakTheContractAreNoticed(t *testing.T) {
	terms, err := theTerms()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		status int
		raw    string
		holds  bool
	}{
		{"Me", 200, `{"id":"user_1","email":"a@b.example"}`, true},
		{"Me", 200, `{"id":"user_1"}`, false},
		{"Me", 200, `{"id":"user_1","email":null}`, false},
		{"Me", 200, `{"id":"user_1","email":"a@b.example","shoeSize":7}`, false},
		{"Me", 403, `{"message":"no"}`, true},
		{"Me", 403, `{"error":"no"}`, false},
		{"Me", 418, `{"message":"no"}`, false},
		{"CreatePassword", 200, `{"success":true}`, false},
		{"CreatePassword", 201, `{"success":true}`, true},
		{"CreatePassword", 400, `{"code":"password_strength_error","message":"no","errors":[{"code":"password_reused","message":"no"}]}`, true},
		{"CreatePassword", 400, `{"code":"password_strength_error","message":"no","errors":[{"code":"password_boring","message":"no"}]}`, false},
		{"ListOrganizationApiKeys", 200, `{"data":[],"list_metadata":{"before":null}}`, false},
	} {
		if err := terms.check(c.name, c.status, c.raw); (err == nil) != c.holds {
			t.Errorf("%s %d %s: %v", c.name, c.status, c.raw, err)
		}
	}
}
