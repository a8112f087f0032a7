// One mission's workspace over a git repository: opens it on first use and hands each operation to the file that
// knows how. It decides nothing itself.
import { OrchestratorError } from "../core/errors.ts";
import type { MissionId } from "../core/ids.ts";
import type { Clock } from "../ports/clock.ts";
import type { Workspace } from "../ports/workspace.ts";
import { captureBase } from "./capture.ts";
import { createGit } from "./git.ts";
import { createIntegration, type Integration } from "./integrate.ts";
import { landOnFiles } from "./land.ts";
import { createObjects, messageOf, type Objects } from "./objects.ts";
import { createPatches, type Patches } from "./patch.ts";
import { trunkBranch } from "./refs.ts";
import { openRepository, type Repository } from "./repository.ts";
import { slotsOfRepository } from "./repository-slots.ts";
import { putFiles } from "./slot-files.ts";
import type { Slots } from "./slots.ts";

export interface WorkspaceOptions {
  /** The user's folder. Inside a repository, the mission works on all of that repository. */
  readonly folder: string;
  readonly mission: MissionId;
  /** `.opencode/orchestrator` of the user's folder: holds the private repository of a folder without git. */
  readonly stateDirectory: string;
  /** Slots live here, in a folder for each repository. */
  readonly cacheDirectory: string;
  readonly slotsMax: number;
  readonly gitPath?: string;
  readonly clock?: Pick<Clock, "now">;
}

interface Parts {
  readonly repository: Repository;
  readonly objects: Objects;
  readonly integration: Integration;
  readonly slots: Slots;
  readonly patches: Patches;
}

/** Does nothing until it is used; then fails with what `openRepository` says. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const now = (): number => (options.clock === undefined ? Date.now() : options.clock.now());
  let opened: Promise<Parts> | null = null;
  const parts = (): Promise<Parts> => {
    // A failure is not remembered: the user may have mended its cause.
    opened ??= openParts(options, now).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  let held: Slots | null = null;
  return {
    async capture(signal) {
      if (signal.aborted) throw new OrchestratorError("aborted", "The capture was stopped.", "Resume the mission.");
      const { repository, objects } = await parts();
      return captureBase(repository, objects, options.mission, now(), signal);
    },
    async warm(commit, count, signal) {
      const { objects, slots } = await parts();
      held = slots;
      return slots.warm(commit, (await objects.details(commit)).tree, count, signal);
    },
    async acquire(commit, carry, signal) {
      const { objects, integration, slots } = await parts();
      held = slots;
      const tree = carry === null ? (await objects.details(commit)).tree : await integration.layOn(commit, carry);
      return slots.acquire(commit, tree, signal);
    },
    release: (slot) => held?.release(slot),
    put: (slot, files) => putFiles(slot.directory, files),
    async collect(slot, by) {
      const { objects, slots } = await parts();
      const { tree, differences } = await slots.read(slot);
      return differences.length === 0 ? null : objects.change(tree, slot.base, differences, messageOf(by));
    },
    keep: async (change, by) => (await parts()).integration.keep(change, by),
    merge: async (change, by) => (await parts()).integration.merge(change, by),
    advance: async (change, by) => (await parts()).integration.advance(change, by),
    takeBack: async (by) => (await parts()).integration.takeBack(by),
    hashes: async (commit, paths) => (await parts()).objects.hashes(commit, paths),
    between: async (base, commit) => (await parts()).objects.between(base, commit),
    trunk: async () => (await parts()).integration.trunk(),
    read: async (commit, file) => (await parts()).objects.read(commit, file),
    list: async (commit) => (await parts()).objects.list(commit),
    patch: async (change, bytesMax) => (await parts()).patches(change, bytesMax),
    async land(base, how) {
      const { repository, objects, integration } = await parts();
      const trunk = await integration.trunk();
      const branch = trunkBranch(options.mission);
      if (how === "branch") return { outcome: "branch", branch, changedMeanwhile: [] };
      return landOnFiles(repository, objects, options.mission, base, trunk);
    },
    dispose: async () => held?.dispose(),
  };
}

async function openParts(options: WorkspaceOptions, now: () => number): Promise<Parts> {
  const repository = await openRepository(createGit(options.gitPath), options.folder, options.stateDirectory);
  const objects = createObjects(repository);
  return {
    repository,
    objects,
    integration: createIntegration(repository, objects, options.mission),
    patches: createPatches(repository),
    slots: slotsOfRepository(repository, objects, { ...options, now }),
  };
}
