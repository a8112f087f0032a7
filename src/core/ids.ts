// Names of the things that the kernel counts. They are plain strings, made by rules given here, so that replaying a
// journal makes the same names again.

/** `m-20261123-a1b2c3`: made once by the caller that starts a mission, with its clock and randomness. */
export type MissionId = string;
/** The planner's own short name for a task, `[a-z0-9][a-z0-9-]*`. */
export type TaskId = string;
/** `e1`, `e2`, … in the order in which the kernel asked for them. */
export type EffectId = string;
/** A git object name, 40 hexadecimal digits. */
export type CommitId = string;
/** `provider/model`, as OpenCode names it. */
export type ModelRef = string;

export const roles = ["orchestrator", "searcher", "planner", "coder", "reviewer", "fixer"] as const;
/** Who answers: six roles, six prompts, six permission sets. */
export type Role = (typeof roles)[number];
export const sessionRoles = ["searcher", "planner", "coder", "reviewer", "fixer"] as const;
/** The roles that read the repository in sessions of the mission's, and are sent a shard of it. */
export type SessionRole = (typeof sessionRoles)[number];
export const modelRoles = [...sessionRoles, "orchestrator"] as const;
/** The roles whose model can be chosen: the Orchestrator has a session of the mission's at a pivot. */
export type ModelRole = (typeof modelRoles)[number];
/** The roles that may change files. */
export type WriterRole = "coder" | "fixer";
