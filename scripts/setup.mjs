// Makes a fresh clone ready to run: checks Node, npm and git, installs packages and builds, each only if need be. Plain
// Node, since nothing is installed yet when it begins.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const nodeLeast = [20, 19, 0];
const gitLeast = [2, 38, 0];
const installMs = 15 * 60_000;
const buildMs = 5 * 60_000;

function fail(message, hint) {
  console.error(`\nerror: ${message}\n  hint: ${hint}`);
  process.exit(1);
}

/** Whether the first version found in `text` is at least `least`. */
function isAtLeast(text, least) {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (found === null) return false;
  for (const [index, wanted] of least.entries()) {
    const part = Number(found[index + 1] ?? 0);
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/** npm by the script that runs it, so that it works where `npm` is a shell wrapper. */
function npm(args, options) {
  const script = process.env.npm_execpath;
  const viaNode = script !== undefined && /\.c?js$/.test(script) && existsSync(script);
  const [file, first] = viaNode ? [process.execPath, [script]] : ["npm", []];
  return spawnSync(file, [...first, ...args], { cwd: root, encoding: "utf8", ...options });
}

function checkTools() {
  if (!isAtLeast(process.versions.node, nodeLeast)) {
    fail(`Node ${nodeLeast.join(".")} or later is needed; this is ${process.versions.node}.`, "Install it from https://nodejs.org.");
  }
  const git = spawnSync("git", ["--version"], { encoding: "utf8" });
  if (git.error !== undefined || git.status !== 0) {
    fail("git was not found.", "Install git, and see that it is on the PATH.");
  }
  if (!isAtLeast(git.stdout, gitLeast)) {
    fail(`git ${gitLeast.join(".")} or later is needed; this is ${git.stdout.trim()}.`, "Install a newer git.");
  }
  const version = npm(["--version"], {});
  if (version.error !== undefined || version.status !== 0) {
    fail("npm was not found.", "It comes with Node; see that it is on the PATH.");
  }
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return null;
  }
}

/**
 * Whether what npm noted at the end of its last install is what the lock file asks for. Packages for other systems are
 * optional, and rightly absent.
 */
function isInstalled() {
  const wanted = packagesOf("package-lock.json");
  const present = packagesOf("node_modules/.package-lock.json");
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === "") return true;
    const found = present[path];
    return found === undefined ? optional === true || devOptional === true : found.version === version;
  });
}

/**
 * Takes the versions of the lock file and writes neither it nor package.json. Not `npm ci`: that refuses a lock file
 * without the packages of every other system, and a registry need not serve those.
 */
function install() {
  console.log("Installing packages; this takes a minute the first time …");
  const options = ["--no-save", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = npm(["install", ...options], { stdio: ["ignore", "inherit", "inherit"], timeout: installMs });
  if (status !== 0) {
    const why = error?.code === "ETIMEDOUT" ? ` did not end within ${installMs / 60_000} minutes` : " failed";
    fail(`npm install${why}; what it said is above.`, "Check the network and the npm registry, then run this again.");
  }
}

/** Changes when anything does that the build is made of. */
function sourcesHash() {
  const hash = createHash("sha256");
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const others = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json", "scripts/build.ts"];
  for (const file of [...sources, ...others.map((name) => join(root, name))].toSorted()) {
    const content = readFileSync(file);
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function build() {
  const stamp = join(root, "dist", ".sources");
  const sources = sourcesHash();
  if (readStamp(stamp) === sources) return;
  console.log("Building …");
  const { status } = npm(["run", "--silent", "build"], { stdio: ["ignore", "inherit", "inherit"], timeout: buildMs });
  if (status !== 0) fail("The build failed; what the compiler said is above.", "Mend the sources, then run this again.");
  writeFileSync(stamp, sources);
}

checkTools();
if (!isInstalled()) install();
build();
