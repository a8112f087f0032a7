// Line charts as plain SVG, for docs/evidence.md: readable in light and dark, without a script.

export interface Line {
  readonly name: string;
  /** Beside each place on the x axis; shares from 0 to 1. */
  readonly values: readonly number[];
}

const [width, height] = [720, 340];
const frame = { left: 56, right: 250, top: 34, bottom: 44 };
const colours = ["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#64748b"];

/** `ticks` are the places on the x axis, evenly spaced, in words. */
export function lineChart(title: string, xLabel: string, ticks: readonly string[], lines: readonly Line[]): string {
  const plotWidth = width - frame.left - frame.right;
  const plotHeight = height - frame.top - frame.bottom;
  const xAt = (at: number) => frame.left + (ticks.length === 1 ? plotWidth / 2 : (plotWidth * at) / (ticks.length - 1));
  const yAt = (share: number) => frame.top + plotHeight * (1 - share);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${frame.left}" x2="${frame.left + plotWidth}" y1="${yAt(share)}" y2="${yAt(share)}" stroke="#94a3b8" stroke-opacity=".4"/>` +
      `<text x="${frame.left - 8}" y="${yAt(share) + 4}" text-anchor="end">${share * 100} %</text>`,
  );
  const labels = ticks.map((tick, at) => `<text x="${xAt(at)}" y="${height - frame.bottom + 18}" text-anchor="middle">${escaped(tick)}</text>`);
  const drawn = lines.map(({ name, values }, index) => {
    const colour = colours[index % colours.length];
    const points = values.map((value, at) => `${xAt(at).toFixed(1)},${yAt(value).toFixed(1)}`).join(" ");
    const dots = values.map((value, at) => `<circle cx="${xAt(at).toFixed(1)}" cy="${yAt(value).toFixed(1)}" r="3" fill="${colour}"/>`).join("");
    const y = frame.top + 8 + index * 20;
    const x = width - frame.right + 16;
    return (
      `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}` +
      `<line x1="${x}" x2="${x + 18}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="3"/><text x="${x + 24}" y="${y + 4}">${escaped(name)}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/><g fill="#0f172a">`,
    `<text x="${frame.left}" y="20" font-size="14" font-weight="600">${escaped(title)}</text>`,
    ...grid,
    ...labels,
    `<text x="${frame.left + plotWidth / 2}" y="${height - 8}" text-anchor="middle">${escaped(xLabel)}</text>`,
    ...drawn,
    "</g></svg>\n",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
