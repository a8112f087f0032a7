// Settings for tests of the kernel: the defaults that users get, with what a test wants changed.
import type { Settings } from "../../src/core/settings.ts";
import { defaultSettings } from "../../src/config/defaults.ts";

export function makeSettings(over: Partial<Settings> = {}): Settings {
  return { ...defaultSettings, ...over };
}
