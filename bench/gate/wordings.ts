// Words that models leave instead of code, and names that they make up: two lists of each, so that rules which were
// written with the tuning half in view meet others in the held-out half.
import type { Half } from "./candidate.ts";

export const placeholders: Readonly<Record<Half, readonly string[]>> = {
  tuning: [
    "existing code", "rest of the code", "rest unchanged", "rest of the function remains the same", "unchanged",
    "same as before", "implementation unchanged", "keep existing code", "remaining code here", "other code stays the same",
    "existing implementation", "rest of implementation", "code omitted for brevity", "no changes here", "previous code here",
    "the rest stays as it is", "logic unchanged", "existing logic here", "your code here", "original code continues",
    "the remaining code is unchanged", "body unchanged", "as before", "omitted", "continue with existing code",
  ],
  "held out": [
    "existing code here", "rest of code remains unchanged", "everything else is the same", "remainder of the function is unchanged",
    "no change below", "same as original", "implementation stays the same", "preserve existing code", "remaining implementation here",
    "other logic unchanged", "previous implementation", "rest of the method", "omitted for brevity", "not changed",
    "earlier code goes here", "leave the rest as is", "unchanged logic", "keep the existing logic", "insert your code here",
    "original implementation continues below", "all remaining code is identical", "function body as before", "identical to before",
    "snip", "the code from above continues", "truncated", "etc",
  ],
};

export const promises: Readonly<Record<Half, readonly string[]>> = {
  tuning: [
    "TODO: implement", "TODO", "FIXME: implement this", "TODO implement logic", "Implement this", "Not implemented yet",
    "to be implemented", "TODO: add the real implementation", "placeholder implementation", "will be implemented later",
  ],
  "held out": [
    "TODO: finish this", "XXX: fill in", "FIXME", "TODO(me): write the body", "Implementation needed", "Yet to be implemented",
    "needs implementing", "TODO: real logic goes here", "stub for now", "implement later", "simplified for now",
  ],
};

export const thrown: Readonly<Record<Half, readonly string[]>> = {
  tuning: ["Not implemented", "not implemented yet", "TODO", "Unimplemented", "Method not implemented."],
  "held out": ["Function not implemented", "NotImplementedError", "This is not yet supported", "TODO: implement", "implement me", "To be done"],
};

export const packages: Readonly<Record<Half, readonly string[]>> = {
  tuning: ["fast-deep-merge-utils", "string-normalizer-kit", "@utils/array-helpers", "node-smart-cache", "lodash", "validator-plus"],
  "held out": ["super-json-tools", "@helpers/strings", "easy-type-guards", "underscore", "object-path-walker", "ts-safe-result"],
};

export const builtins: Readonly<Record<Half, readonly (readonly [request: string, name: string])[]>> = {
  tuning: [["node:fs", "readJsonSync"], ["node:path", "normalizeAll"], ["util", "deepClone"], ["node:strings", "trim"]],
  "held out": [["node:fs", "readTextFile"], ["node:util", "isDeepEqual"], ["path", "joinAll"], ["node:collections", "Queue"]],
};

export const members: Readonly<Record<Half, readonly string[]>> = {
  tuning: ["normalizeValue", "toSafeString", "isValidInput", "getDefaultOptions", "cloneDeep", "assertType"],
  "held out": ["sanitizeInput", "formatResult", "isPlainText", "resolveOptions", "deepFreeze", "ensureArray"],
};
