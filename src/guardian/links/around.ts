// What a change does to the code around it: calls that no longer fit, circles of imports, the same defined twice, names
// that go against the habit. All but the first are warnings.
import type { Finding } from "../../core/change.ts";
import { finding } from "../finding.ts";
import { callFindings, movedFindings } from "./call-findings.ts";
import { brokenCalls, callProblemsOf, changedSignatures, type CallProblem } from "./call-problems.ts";
import { oddNames, type NameSearch } from "./conventions.ts";
import { movedCalls } from "./moved-parameters.ts";
import { newCycles, type CycleSearch } from "./cycles.ts";
import { newDuplicates } from "./duplicates.ts";
import { shown } from "./shown.ts";

export async function aroundFindings(directory: string, search: CycleSearch & NameSearch): Promise<Finding[]> {
  const { changed } = search;
  const signatures = await changedSignatures(search, changed);
  const problems: CallProblem[] = [];
  for (const path of changed) problems.push(...(await callProblemsOf(search, path, signatures)));
  if (signatures.size > 0) problems.push(...(await brokenCalls(search, changed, signatures, await search.files())));
  // A call that does not fit by its number is told already.
  const known = new Set(problems.flatMap(({ severity, misfit: { definition } }) => (severity === "error" ? [`${definition.path}\0${definition.name}`] : [])));
  const moved = (await movedCalls(search, changed, search.files)).filter(({ definition }) => !known.has(`${definition.path}\0${definition.name}`));
  const circles = (await newCycles(search)).map(({ path, offset }) => cycleFinding(directory, path, offset));
  const twice = (await newDuplicates(search)).map(({ file, name, other }) =>
    finding("links", "duplicate-definition", `"${name}" is defined in ${other} already, word for word. Import it from there.`, { file, severity: "warning" }),
  );
  const odd = (await oddNames(search)).map(({ file, message }) => finding("links", "naming", message, { file, severity: "warning" }));
  return [...(await callFindings(directory, problems, changed)), ...(await movedFindings(directory, moved)), ...(await Promise.all(circles)), ...twice, ...odd];
}

async function cycleFinding(directory: string, path: readonly string[], offset: number): Promise<Finding> {
  const [file = null] = path;
  const message = `This import closes a circle: ${path.join(" → ")}. Move what both need into a file of its own, or import types only.`;
  return finding("links", "import-cycle", message, { file, severity: "warning", ...(file === null ? {} : await shown(directory, file, offset)) });
}
