// The scripts of Vue and Svelte files, for what they import. Everything around them is blanked out, so that places in
// the script are places in the file.

const blockPath = /\.(?:vue|svelte)$/i;

export function hasScriptBlocks(path: string): boolean {
  return blockPath.test(path);
}

export function scriptOf(text: string): string {
  let script = "";
  let done = 0;
  for (let at = text.indexOf("<script"); at >= 0; at = text.indexOf("<script", done)) {
    const start = text.indexOf(">", at) + 1;
    const end = text.indexOf("</script", start);
    if (start === 0 || end < 0) break;
    script += blank(text.slice(done, start)) + text.slice(start, end);
    done = end;
  }
  return script;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
