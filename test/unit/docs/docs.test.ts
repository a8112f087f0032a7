// Holds the documents to the repository: links lead somewhere, and what they name is there.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name).replaceAll("\\", "/")),
];

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Without code, in which brackets are no links. */
function proseOf(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

function brokenLinks(document: string): string[] {
  const links = [...proseOf(read(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return links
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = "", anchor = ""] = target.split("#");
      const file = path === "" ? document : normalize(join(dirname(document), path));
      if (!existsSync(join(root, file))) return true;
      return anchor !== "" && !anchorsOf(read(file)).includes(anchor);
    });
}

/** Paths of the repository that a document names in backticks. */
function missingPaths(document: string): string[] {
  const named = [...read(document).matchAll(/`((?:src|test|scripts|docs|examples|bench|\.ci)\/[^`\s*<]*)`/g)];
  return [...new Set(named.map(([, path = ""]) => path))].filter((path) => !existsSync(join(root, path)));
}

function missingScripts(document: string): string[] {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
  const named = [...read(document).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)];
  return named.map(([, script, short]) => script ?? short ?? "").filter((name) => !(name in scripts));
}

describe.each(documents)("%s", (document) => {
  test("links lead somewhere", () => {
    expect(brokenLinks(document)).toEqual([]);
  });
});

describe.each([
  "README.md",
  "CONTRIBUTING.md",
  "AGENTS.md",
  ...documents.filter((path) => path === "docs/architecture.md" || path.startsWith("docs/design/")),
])("%s", (document) => {
  test("names files that are there", () => {
    expect(missingPaths(document)).toEqual([]);
  });

  test("names scripts that are there", () => {
    expect(missingScripts(document)).toEqual([]);
  });
});

describe("the set of documents", () => {
  test("README names the two commands", () => {
    expect(read("README.md")).toContain("\n    npm start\n");
    expect(read("README.md")).toContain("\n    npm test\n");
  });

  test("every design note is in the list", () => {
    const notes = readdirSync(join(root, "docs", "design")).filter((name) => name !== "README.md");
    const list = read("docs/design/README.md");
    expect(notes.filter((name) => !list.includes(`](${name})`))).toEqual([]);
  });

  test("architecture names every folder of src/", () => {
    const text = read("docs/architecture.md");
    const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((entry) => entry.name).filter((name) => !text.includes(`src/${name}/`))).toEqual([]);
  });

  test("Unreleased stands on top of the changelog", () => {
    expect(/^## (.+)$/m.exec(read("CHANGELOG.md"))?.[1]).toBe("Unreleased");
  });
});
