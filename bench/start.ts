// What the plugin adds to an ordinary `opencode run`: pairs of runs, one with the plugin and one without.
import { figure, median, type Figure } from "./measure.ts";
import { inPlace } from "./place.ts";

const pairs = 11;

export async function startFigure(): Promise<Figure> {
  const { plain, plugged } = await inPlace({ entries: [] }, async (place) => {
    const homes = { plain: await place.home("plain", false), plugged: await place.home("plugged", true) };
    const seconds = async (which: "plain" | "plugged"): Promise<number> => {
      const startedMs = performance.now();
      await place.run(homes[which], "run", "hello");
      return (performance.now() - startedMs) / 1000;
    };
    // The first run in a home makes its database.
    await seconds("plain");
    await seconds("plugged");
    const times: { readonly plain: number[]; readonly plugged: number[] } = { plain: [], plugged: [] };
    for (let pair = 0; pair < pairs; pair += 1) {
      const order = pair % 2 === 0 ? (["plain", "plugged"] as const) : (["plugged", "plain"] as const);
      for (const which of order) times[which].push(await seconds(which));
    }
    return times;
  });
  const differences = plugged.map((time, pair) => time - (plain[pair] ?? Number.NaN)).sort((left, right) => left - right);
  const show = (value: number | undefined) => (value ?? Number.NaN).toFixed(2);
  const detail =
    `median of ${pairs} pairs, alternating; medians ${show(median(plain))} s without and ${show(median(plugged))} s with it; ` +
    `middle half of the differences ${show(differences[Math.floor(pairs / 4)])} to ${show(differences[Math.ceil((pairs * 3) / 4) - 1])} s`;
  return figure('the plugin adds to `opencode run "hello"`', median(differences), "s", { atMost: 0.15 }, detail);
}
