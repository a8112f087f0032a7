// The edition that a Rust file is written in, which rustfmt has to be told where it is given no file's name.
import { posix } from "node:path";
import { isRecord } from "../tools/settings-json.ts";
import { foldersAbove, settingsText } from "../tools/tool-place.ts";

/** Cargo's own, where a package names none. */
const oldest = "2015";

/** Words for rustfmt's command line. */
export async function rustEdition(directory: string, path: string): Promise<readonly string[]> {
  let isInherited = false;
  for (const folder of foldersAbove(path)) {
    const manifest = await manifestOf(directory, posix.join(folder, "Cargo.toml"));
    if (manifest === null) continue;
    const { workspace } = manifest;
    const shared: unknown = isRecord(workspace) ? workspace["package"] : undefined;
    const own: unknown = isInherited ? shared : manifest["package"];
    const edition: unknown = isRecord(own) ? own["edition"] : undefined;
    if (typeof edition === "string" && /^\d{4}$/.test(edition)) return ["--edition", edition];
    isInherited ||= isRecord(edition) && edition["workspace"] === true;
    if (isInherited && isRecord(shared) && typeof shared["edition"] === "string") return ["--edition", shared["edition"]];
    if (!isInherited && isRecord(own)) break;
  }
  return ["--edition", oldest];
}

async function manifestOf(directory: string, path: string): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await settingsText(directory, path);
  if (text === null) return null;
  const { parse } = await import("smol-toml");
  try {
    const manifest: unknown = parse(text);
    return isRecord(manifest) ? manifest : null;
  } catch {
    // A broken manifest names no edition; cargo says so.
    return null;
  }
}
