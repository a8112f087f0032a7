// Shuts commands in: without a network but the loopback, and with processes that cannot outlive them, by what the system
// has for it. Nothing is taken for working that was not tried once; it knows no project.
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Words that stand before a command, so that it runs shut in. */
export type Wrapper = readonly string[];

export interface Isolation {
  /** Null if nothing that was tried works here. */
  wrapper(signal: AbortSignal): Promise<Wrapper | null>;
}

/** Whether a command of these words succeeds. */
export type Trial = (argv: readonly string[], signal: AbortSignal) => Promise<boolean>;

export function createIsolation(trial: Trial): Isolation {
  let found: Promise<Wrapper | null> | null = null;
  return {
    wrapper(signal) {
      found ??= firstWorking(trial, signal).catch((error: unknown) => {
        // What was called off may be tried again.
        found = null;
        throw error;
      });
      return found;
    },
  };
}

async function firstWorking(trial: Trial, signal: AbortSignal): Promise<Wrapper | null> {
  for (const wrapper of await candidates()) {
    if (await trial([...wrapper, "true"], signal)) return wrapper;
  }
  return null;
}

/**
 * The command is its words from the first on. The shell stays beside it, for the first process of a namespace gets no
 * signal that it does not wait for, and takes care of orphans; it reads nothing of the command.
 */
const runWords = '"$@"; exit "$?"';
/** The same, after the loopback device was switched on: in a new network it is not. */
const runWithLoopback = 'p="$1"; shift; case "$p" in */ip) "$p" link set lo up;; *) "$p" lo up;; esac || exit 97; "$@"; exit "$?"';

async function candidates(): Promise<readonly Wrapper[]> {
  if (process.platform === "darwin") return [["sandbox-exec", "-p", onlyLoopback, "sh", "-c", runWords, "sh"]];
  if (process.platform !== "linux") return [];
  const bubblewrap = ["bwrap", "--dev-bind", "/", "/", "--proc", "/proc", "--unshare-net", "--unshare-pid", "--die-with-parent", "--", "sh", "-c", runWords, "sh"];
  const programs = await Promise.all(["ip", "ifconfig"].map((name) => programAt(name)));
  const unshared = programs.flatMap((program) => (program === null ? [] : unshareWords(program)));
  return [...unshared, bubblewrap];
}

/** Connections out, but for those to this machine. Whoever listens may do so on every address. */
const onlyLoopback =
  '(version 1)(allow default)(deny network-outbound)(allow network-outbound (remote ip "localhost:*"))(allow network-outbound (remote unix-socket))';

/** First with processes of its own as well, then with only a network of its own. */
function unshareWords(loopbackProgram: string): readonly Wrapper[] {
  const isRoot = process.getuid?.() === 0;
  // A user's number stays what it is, and the rights that switched the loopback on do not reach the command.
  const user = isRoot ? [] : ["--user", "--map-current-user", "--keep-caps"];
  const without = isRoot ? [] : ["setpriv", "--ambient-caps=-all", "--inh-caps=-all", "--"];
  const inside = ["--", "sh", "-c", runWithLoopback, "sh", loopbackProgram, ...without];
  return [
    ["unshare", ...user, "--net", "--pid", "--fork", "--kill-child", "--mount-proc", ...inside],
    ["unshare", ...user, "--net", ...inside],
  ];
}

/** Where a program for administrators is; users often have no path to it. */
async function programAt(name: string): Promise<string | null> {
  for (const folder of [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"]) {
    const path = join(folder, name);
    if (folder !== "" && (await access(path, constants.X_OK).then(() => true, () => false))) return path;
  }
  return null;
}

const unreachable =
  /\b(?:ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL)\b|getaddrinfo|Network is unreachable|Temporary failure in name resolution|Name or service not known|Could not resolve host|no such host/i;

/** Whether output speaks of a network that is not there. */
export function missesNetwork(output: string): boolean {
  return unreachable.test(output);
}
