// Writes docs/licences.md: what an application that is given to people is made of, and under which licence. The Go
// modules are those that are compiled in on any of the three systems, the npm packages those that the page's lock
// file installs for more than development. A licence that is not known here is an error, to be judged by a person.
//
// With a file's name it writes the texts of these licences there instead, which most of them ask to be passed on.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

// What a licence is known by; the first that fits.
const signs = [
  ["Apache-2.0", /Apache License\s+Version 2\.0/],
  ["MPL-2.0", /Mozilla Public License,? (Version|v\.) 2\.0/i],
  ["BSD-3-Clause", /Redistribution and use in source[^]*(Neither the name|The names? of)/],
  ["BSD-2-Clause", /Redistribution and use in source/],
  ["ISC", /Permission to use, copy, modify, and(\/or)? distribute this software for any\s+purpose with or without fee/],
  ["MIT", /Permission is hereby granted, free of charge/],
];
const accepted = new Set([...signs.map(([name]) => name), "0BSD", "CC0-1.0", "Unlicense", "BlueOak-1.0.0"]);

// textsIn are the files of a folder whose names begin like one of these.
function textsIn(dir, names) {
  const files = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile() && names.test(entry.name));
  return files.map((entry) => readFileSync(join(dir, entry.name), "utf8").replaceAll("\r\n", "\n").trim()).sort();
}

function licenceIn(dir) {
  for (const text of textsIn(dir, /^(licen[cs]e|copying)/i)) {
    const known = signs.find(([, sign]) => sign.test(text));
    if (known) return known[0];
  }
  return "unknown";
}

// folders are where each part lies: "name version" to folder.
const folders = new Map();

function goModules() {
  const found = new Map();
  for (const [GOOS, tags] of [["linux", "webkit2_41,production"], ["darwin", "production"], ["windows", "production,desktop"]]) {
    const format = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}";
    const list = execFileSync("go", ["list", "-e", "-deps", "-f", format, "-tags", tags, "."], { cwd: root, encoding: "utf8", env: { ...process.env, GOOS, CGO_ENABLED: "1" } });
    for (const line of list.split("\n").filter(Boolean)) {
      const [path, version, ...dir] = line.split(" ");
      folders.set(`${path} ${version}`, dir.join(" "));
      found.set(path, [path, version, licenceIn(dir.join(" "))]);
    }
  }
  const toolchain = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  folders.set("Go's standard library of the toolchain", toolchain);
  found.set("go", ["Go's standard library", "of the toolchain", licenceIn(toolchain)]);
  return [...found.values()];
}

function npmPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, "frontend/package-lock.json"), "utf8"));
  const found = new Map();
  for (const [path, { version, license, dev, devOptional, optional }] of Object.entries(packages)) {
    if (!path || dev || devOptional || optional) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    folders.set(`${name} ${version}`, join(root, "frontend", path));
    found.set(`${name} ${version}`, [name, version, license ?? licenceIn(join(root, "frontend", path))]);
  }
  return [...found.values()];
}

function table(rows) {
  rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1));
  return ["| name | version | licence |", "| --- | --- | --- |", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}

const go = goModules();
const npm = npmPackages();
const fine = (licence) => licence.replace(/[()]/g, "").split(" OR ").some((choice) => choice.split(" AND ").every((name) => accepted.has(name)));
const unknown = [...go, ...npm].filter(([, , licence]) => !fine(licence));
if (unknown.length > 0) {
  console.error(`Look at these licences:\n${unknown.map((row) => row.join(" ")).join("\n")}`);
  process.exit(1);
}

// notices are the texts, each once, under the names of the parts that come with it.
function notices() {
  const partsOf = new Map(textsIn(root, /^licen[cs]e$/i).map((text) => [text, ["The application itself"]]));
  for (const [name, version, licence] of [...go, ...npm]) {
    const texts = textsIn(folders.get(`${name} ${version}`), /^(licen[cs]e|copying|notice|patents)/i);
    const text = texts.join("\n\n") || `It comes without a text of its licence, which is ${licence}.`;
    partsOf.set(text, [...(partsOf.get(text) ?? []), `${name} ${version}`]);
  }
  const entries = [...partsOf].map(([text, parts]) => [parts.sort().join("\n"), text]);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([parts, text]) => `${parts}\n\n${text}\n`).join(`\n${"-".repeat(80)}\n\n`);
}

const [file] = process.argv.slice(2);
if (file) {
  writeFileSync(file, notices());
  process.exit();
}
writeFileSync(join(root, "docs/licences.md"), `# Licences

What the application is made of besides its own sources. \`make licences\` writes this page.

## In the program

${table(go)}

On Linux it uses the system's GTK 3 and WebKitGTK (LGPL), which are not part of it; on macOS the system's WebKit,
on Windows the WebView2 runtime.

## In the page

${table(npm)}
`);
console.log(`docs/licences.md: ${go.length} modules, ${npm.length} packages`);
