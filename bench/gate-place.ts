// A repository to measure the gate on: the TypeScript sources of published packages, copied under several names until
// there are enough files. Each copy of a file is a text of its own, so nothing is known from another copy.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Packages that ship their sources, with the folder these are in. */
const published = [
  { name: "viem", version: "2.21.0", sources: "" },
  { name: "effect", version: "3.10.0", sources: "src" },
  { name: "rxjs", version: "7.8.1", sources: "src" },
  { name: "zod", version: "4.6.7", sources: "src" },
] as const;
/** What the gate is measured beside. */
const tools = ["eslint@9.39.1", "@typescript-eslint/parser@8.46.4", "typescript@5.9.3"];
const installMs = 5 * 60_000;

export interface GatePlace {
  /** The repository; packages and tools are installed in the folder above it. */
  readonly repository: string;
  readonly installed: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

export async function inGatePlace<T>(filesWanted: number, work: (place: GatePlace) => Promise<T>): Promise<T> {
  const installed = await realpath(await mkdtemp(join(tmpdir(), "orchestrator-bench-gate-")));
  try {
    await writeFile(join(installed, "package.json"), '{ "private": true }\n');
    const wanted = [...published.map(({ name, version }) => `${name}@${version}`), ...tools];
    execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", ...wanted], {
      cwd: installed,
      timeout: installMs,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const repository = join(installed, "repository");
    const written = await copySources(installed, repository, filesWanted);
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0", ...args], { cwd: repository });
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git("commit", "--quiet", "--message", "Published sources");
    return await work({ repository, installed, ...written });
  } finally {
    await rm(installed, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function copySources(installed: string, repository: string, filesWanted: number): Promise<Pick<GatePlace, "files" | "bytes">> {
  const files: string[] = [];
  let bytes = 0;
  await mkdir(repository, { recursive: true });
  await writeFile(join(repository, "package.json"), '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n');
  await writeFile(join(repository, "tsconfig.json"), JSON.stringify(tsconfig, null, 2));
  await writeFile(join(repository, "eslint.config.mjs"), eslintConfig);
  for (let round = 1; files.length < filesWanted; round += 1) {
    for (const { name, sources } of published) {
      const folder = `packages/${name}-${round}`;
      const manifest = { ...JSON.parse(await readFile(join(installed, "node_modules", name, "package.json"), "utf8")), name: `${name}-${round}` };
      await mkdir(join(repository, folder), { recursive: true });
      await writeFile(join(repository, folder, "package.json"), JSON.stringify(manifest));
      const from = join(installed, "node_modules", name, sources);
      for (const path of await sourcesBelow(from)) {
        if (files.length === filesWanted) break;
        const text = `${await readFile(join(from, path), "utf8")}\n// copy ${round}\n`;
        const target = `${folder}/src/${path}`;
        await mkdir(join(repository, dirname(target)), { recursive: true });
        await writeFile(join(repository, target), text);
        files.push(target);
        bytes += Buffer.byteLength(text);
      }
    }
  }
  return { files, bytes };
}

async function sourcesBelow(folder: string): Promise<string[]> {
  const paths = (await readdir(folder, { recursive: true })).map((path) => path.replaceAll("\\", "/"));
  return paths.filter((path) => /\.tsx?$/.test(path) && !/\.d\.ts$|(?:^|\/)node_modules\//.test(path)).toSorted();
}

const tsconfig = {
  compilerOptions: {
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    strict: true,
    types: [],
  },
  include: ["packages"],
};

const eslintConfig = `import parser from "@typescript-eslint/parser";
import { createRequire } from "node:module";
const js = createRequire(import.meta.resolve("eslint"))("@eslint/js");
export default [{ files: ["**/*.ts", "**/*.tsx"], languageOptions: { parser }, rules: js.configs.recommended.rules }];
`;
