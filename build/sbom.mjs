// Writes what a release is made of in CycloneDX's form, for programs that look for known weaknesses or for licences:
// one file for each binary, out of the binary itself, and one for the page. The variables of build/branded/brand.sh
// say whose release it is.
//
//   node build/sbom.mjs DIST BINARY...
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [dist, ...binaries] = process.argv.slice(2);
const { BRAND_ID: id, BRAND_VERSION: version, BRAND_DATE: date, BRAND_PUBLISHER: publisher, BRAND_LICENCE: licence } = process.env;

function fail(why) {
  console.error(why);
  process.exit(1);
}
if (!dist || !id || !version || !date) fail("A folder to write to and the variables of brand.sh are wanted.");

const run = (command, args, options) => execFileSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26, ...options });

// licences are what a person has judged: "name version" to an SPDX expression.
const licences = new Map();
for (const [, name, its, expression] of readFileSync(join(root, "docs/licences.md"), "utf8").matchAll(/^\| (\S.*?) \| (\S.*?) \| (.+?) \|$/gm)) {
  licences.set(`${name} ${its}`, expression);
}

function licenceOf({ name, version: its }) {
  const found = licences.get(name === "std" ? "Go's standard library of the toolchain" : `${name} ${its}`);
  if (!found) fail(`docs/licences.md does not have ${name} ${its}. Write it anew: make licences`);
  return [{ expression: found }];
}

// write makes a list the same whenever it is made from the same commit.
function write(suffix, bom) {
  delete bom.serialNumber;
  for (const tool of bom.metadata.tools) delete tool.hashes; // of a tool that is built where it is used
  bom.metadata.timestamp = date;
  Object.assign(bom.metadata.component, { type: "application", name: id, version, publisher, licenses: [{ expression: licence }] });
  for (const component of bom.components) component.licenses = licenceOf(component);
  const file = join(dist, `${id}-${version}-${suffix}.cdx.json`);
  writeFileSync(file, JSON.stringify(bom, null, 2) + "\n");
}

const tool = run("go", ["tool", "-n", "-modfile=build/tools.mod", "cyclonedx-gomod"]).trim();

function ofBinary(binary) {
  const built = run("go", ["version", "-m", binary]);
  const [GOOS, GOARCH] = ["GOOS", "GOARCH"].map((name) => built.match(new RegExp(`\\t${name}=(\\w+)`))?.[1]);
  if (!GOOS || !GOARCH) fail(`${binary} is no binary of Go's.`);
  const options = { env: { ...process.env, GOOS, GOARCH }, stdio: ["ignore", "pipe", "inherit"] };
  write(`${GOOS}-${GOARCH}`, JSON.parse(run(tool, ["bin", "-json", "-noserial", "-notimestamp", "-std", "-version", `v${version}`, binary], options)));
}

function ofPage() {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
  write("page", JSON.parse(run("npm", args, { cwd: join(root, "frontend") })));
}

mkdirSync(dist, { recursive: true });
for (const binary of binaries) ofBinary(resolve(binary));
ofPage();
