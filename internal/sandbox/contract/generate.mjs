// Writes contract.json: what the installed @workos-inc/widgets expects of each operation, as JSON schemas
// made from its own type declarations. Run it after an update of the package, then look at what changed:
//
//   node internal/sandbox/contract/generate.mjs            writes contract.json
//   node internal/sandbox/contract/generate.mjs --print    prints it instead, as the contract test has it
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../../frontend/package.json", import.meta.url));
const ts = require("typescript");
const root = fileURLToPath(new URL("../../../frontend/node_modules/@workos-inc/widgets/", import.meta.url));
const manifest = JSON.parse(readFileSync(root + "package.json", "utf8"));
const api = root + "dist/esm/api/";

const program = ts.createProgram([api + "endpoint.d.ts", api + "client-graphql/generated.d.ts"], {
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
});
const checker = program.getTypeChecker();
const endpoint = source("endpoint.d.ts");
const definitions = {};
const owners = new Map(); // of a definition's name, the type that it is

function source(name) {
  const file = program.getSourceFile(api + name);
  if (!file) throw new Error(`${manifest.name} ${manifest.version} has no ${name}`);
  return file;
}

// A type that has a name of the package's becomes a definition, so that it is written down once.
function schema(type, location) {
  const symbol = type.aliasSymbol ?? type.symbol;
  const declared = symbol?.declarations?.some((d) => d.getSourceFile().fileName.startsWith(api));
  const named = declared && (type.aliasSymbol || type.symbol.flags & ts.SymbolFlags.Interface) && !type.aliasTypeArguments;
  if (!named) return inline(type, location);
  if (owners.has(symbol.name) && owners.get(symbol.name) !== symbol) throw new Error(`There are two types of the name ${symbol.name}`);
  if (!owners.has(symbol.name)) {
    owners.set(symbol.name, symbol);
    definitions[symbol.name] = inline(type, location);
  }
  return { $ref: "#/$defs/" + symbol.name };
}

function inline(type, location) {
  const flags = type.flags;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
  if (flags & ts.TypeFlags.Null) return { type: "null" };
  if (flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral)) return { const: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral) return { const: type.intrinsicName === "true" };
  if (flags & ts.TypeFlags.String) return { type: "string" };
  if (flags & ts.TypeFlags.Number) return { type: "number" };
  if (flags & ts.TypeFlags.Boolean) return { type: "boolean" };
  if (type.isUnion()) return union(type, location);
  if (checker.isArrayType(type)) return { type: "array", items: schema(checker.getTypeArguments(type)[0], location) };
  if (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return object(type, location);
  throw new Error(`There is no JSON schema for ${checker.typeToString(type)}`);
}

function union(type, location) {
  const members = type.types.filter((t) => !(t.flags & ts.TypeFlags.Undefined));
  const literals = members.filter((t) => t.isStringLiteral());
  const booleans = members.filter((t) => t.flags & ts.TypeFlags.BooleanLiteral);
  const others = members.filter((t) => !literals.includes(t) && !(booleans.length === 2 && booleans.includes(t)));
  const alternatives = others.map((t) => schema(t, location));
  if (literals.length > 0) alternatives.push({ enum: literals.map((t) => t.value).sort() });
  if (booleans.length === 2) alternatives.push({ type: "boolean" });
  return alternatives.length === 1 ? alternatives[0] : { anyOf: alternatives };
}

// What a type does not name is not let through either: an answer that holds it was made for another type.
function object(type, location) {
  const properties = {};
  const required = [];
  for (const property of checker.getPropertiesOfType(type)) {
    properties[property.name] = schema(checker.getTypeOfSymbolAtLocation(property, location), location);
    if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
  }
  const index = checker.getIndexInfosOfType(type)[0];
  return { type: "object", properties, required: required.sort(), additionalProperties: index ? schema(index.type, location) : false };
}

const ofNode = (node) => schema(checker.getTypeFromTypeNode(node), node);

// The hooks say what an operation takes and answers, their options which refusals it has.
function operations() {
  const found = {};
  const calls = requests();
  for (const [name, declaration] of variables(endpoint)) {
    const hook = /^use(\w+)Hook$/.exec(name)?.[1];
    if (!hook) continue;
    const call = declaration.type.type;
    const answer = call.type.typeArguments[0];
    const status = /^\w+?(\d{3})$/.exec(answer.getText())?.[1];
    const operation = { ...calls[hook], response: ofNode(answer), status: status ? Number(status) : 0, refusals: refusals(hook) };
    for (const parameter of call.parameters) {
      if (parameter.type.getText().startsWith("BodyType<")) operation.body = ofNode(parameter.type.typeArguments[0]);
      else if (/Params$/.test(parameter.type.getText())) operation.query = ofNode(parameter.type);
    }
    if (!operation.method) throw new Error(`endpoint.js does not say where ${hook} goes`);
    found[hook] = operation;
  }
  return found;
}

function* variables(file) {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) yield [declaration.name.getText(file), declaration];
  }
}

function refusals(hook) {
  const options = [...variables(endpoint)].find(([name]) => name === `use${hook}MutationOptions` || name === `use${hook}QueryOptions`)?.[1];
  const error = options?.type.typeParameters.find((p) => p.name.text === "TError")?.default.typeArguments[0];
  if (!error) throw new Error(`There are no options of ${hook}`);
  const statuses = {};
  if (error.kind === ts.SyntaxKind.UnknownKeyword) return statuses; // it says nothing of refusals
  for (const node of ts.isUnionTypeNode(error) ? error.types : [error]) {
    const status = /(\d{3})$/.exec(node.getText())?.[1];
    if (!status) throw new Error(`${hook} is refused with ${node.getText()}, which names no status`);
    statuses[status] = ofNode(node);
  }
  return statuses;
}

// Method and path are in the code alone.
function requests() {
  const file = ts.createSourceFile("endpoint.js", readFileSync(api + "endpoint.js", "utf8"), ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const found = {};
  for (const [name, declaration] of variables(file)) {
    const hook = /^use(\w+)Hook$/.exec(name)?.[1];
    if (!hook) continue;
    const visit = (node) => {
      if (ts.isObjectLiteralExpression(node)) {
        const fields = Object.fromEntries(node.properties.map((p) => [p.name.text, p.initializer]));
        if (fields.url && fields.method) {
          const path = fields.url.getText(file).slice(1, -1).replace(/\$\{(\w+)\}/g, "{$1}");
          found[hook] = { method: fields.method.text, path };
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(declaration);
  }
  return found;
}

function queries() {
  const found = {};
  const visit = (node) => {
    if (ts.isFunctionDeclaration(node) && node.name?.text === "getSdk") {
      for (const member of node.type.members) found[member.name.text] = ofNode(member.type.typeArguments[0]);
    }
  };
  source("client-graphql/generated.d.ts").forEachChild(visit);
  return found;
}

const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === "object"
      ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
      : value;

const contract = { package: manifest.name, version: manifest.version, operations: operations(), queries: queries(), $defs: definitions };
const text = JSON.stringify(sorted(contract), null, 1) + "\n";
if (process.argv.includes("--print")) process.stdout.write(text);
else writeFileSync(new URL("contract.json", import.meta.url), text);
