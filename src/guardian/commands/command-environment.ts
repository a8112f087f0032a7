// The environment that commands of a project run in: what tools need to find themselves, and nothing that could be a
// secret. Only names on the list pass, whatever their values.
import { delimiter, join } from "node:path";

const passed = new Set(
  [
    ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TMP", "TEMP"],
    ...["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"],
    ...["NVM_DIR", "VOLTA_HOME", "FNM_DIR", "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR", "COREPACK_HOME", "PNPM_HOME", "BUN_INSTALL"],
    ...["DENO_DIR", "npm_config_cache", "VIRTUAL_ENV", "CONDA_PREFIX", "PYENV_ROOT", "PYTHONPATH"],
    ...["GOPATH", "GOROOT", "GOCACHE", "GOMODCACHE", "GOFLAGS", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"],
    ...["JAVA_HOME", "GRADLE_USER_HOME", "MAVEN_HOME", "M2_HOME", "DOTNET_ROOT", "GEM_HOME", "GEM_PATH", "RBENV_ROOT"],
    ...["SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramFiles"],
  ].map((name) => name.toUpperCase()),
);

/**
 * What passes of `source`, with settings under which tools neither ask, colour, watch nor install, and with the
 * project's own tools first in the path.
 */
export function commandEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  directory: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && passed.has(name.toUpperCase())) environment[name] = value;
  }
  const path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin";
  return {
    ...environment,
    ...extra,
    PATH: [join(directory, "node_modules", ".bin"), path].join(delimiter),
    PWD: directory,
    CI: "1",
    NO_COLOR: "1",
    TERM: "dumb",
    GIT_TERMINAL_PROMPT: "0",
    npm_config_yes: "false",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    DISABLE_TELEMETRY: "1",
  };
}
