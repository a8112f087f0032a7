// Which files are modules of JavaScript or TypeScript, whole or in part.
import { isSourcePath } from "../source/oxc.ts";
import { hasScriptBlocks } from "./script-blocks.ts";

export function isModulePath(path: string): boolean {
  return isSourcePath(path) || hasScriptBlocks(path);
}
