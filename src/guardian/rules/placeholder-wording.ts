// The words by which a comment stands for code that its author left out. It knows comments as text only.

export type Elision = "sure" | "unsure";

const charactersMax = 120;
const part =
  "(?:code|file|functions?|implementations?|class(?:es)?|components?|methods?|logic|imports?|exports?|modules?|tests?|handlers?|routes?|props|properties|fields|content|body|scripts?|styles?|rules|cases|options|definitions|types|variables|state|hooks|helpers|members|lines|block|statements|sections?|document|template|markup|config(?:uration)?|settings|endpoints?|middleware|entries|items|stuff|program|page|query|queries|schema|models?)";
const gone =
  "(?:here|remains?\\b.*|stays?\\b.*|(?:is|are) (?:the same|unchanged|omitted|identical|unmodified|untouched)\\b.*|unchanged|unmodified|untouched|intact|goes? here|go(?:es)? below|would (?:go|be|remain|stay)\\b.*|as (?:before|is|above|in the original)|omitted\\b.*|same\\b.*|follows?|continues?\\b.*|not shown|elided|hidden|truncated|skipped)";

const sure: readonly RegExp[] = [
  new RegExp(`^(?:and |with )?(?:the |all )?(?:rest|remainder) of (?:the |this |your |our |my )?(?:\\w+ ){0,2}${part}(?: ${gone})?$`, "i"),
  new RegExp(`^(?:the )?(?:rest|remainder|everything else|all else|all other code)(?: of it)? (?:is |are |remains? |stays? )?(?:the )?(?:same|unchanged|omitted|untouched|intact|identical|as before|as is|not shown|unmodified)(?: (?:as (?:before|above|is|in the original)|for brevity|here))?$`, "i"),
  new RegExp(`^(?:the |all |keep (?:the |all )?|insert |your |and |with )?(?:existing|previous|original|other|remaining|current|old) (?:\\w+ )?${part}(?: and ${part})?(?: ${gone})$`, "i"),
  /^(?:continue|continuing|proceed|go on|carry on|resume)(?: here)? (?:with|from) (?:the |your )?(?:existing|previous|original|remaining|old|other|rest of the) (?:\w+ )?(?:code|implementation|logic|body)\b.{0,20}$/i,
  new RegExp(`^(?:your )?(?:existing|previous|remaining|unchanged) (?:\\w+ )?${part}(?: (?:above|below|here))?(?: ${gone})?$`, "i"),
  /^no (?:other |further )?changes? (?:to|in|below|above|for) (?:the )?(?:rest|remaining|existing|other)\b.*$/i,
  new RegExp(`^(?:the )?same ${part} as (?:before|above|(?:in )?the original|previous(?:ly)?)$`, "i"),
  /^(?:the )?(?:code|implementation|logic|function|method|file|component|class|imports?|everything) (?:remains?|stays?) (?:the same|unchanged|as (?:it )?(?:is|was|before))$/i,
  new RegExp(`^(?:your|actual|real|the|add|put|insert|write|place) (?:(?:the|your|actual|real) )*(?:\\w+ )?(?:code|logic|implementation) (?:(?:goes|would go|should go|will go) )?here$`, "i"),
  /^(?:\w+ ){0,3}(?:code|logic|implementation|handling|validation|processing) (?:goes|would go|should go|will go) here$/i,
  new RegExp(`^(?:(?:full|complete|actual) )?(?:implementation|code|logic|body|details|content) (?:details )?(?:is |are )?(?:goes|here|omitted|unchanged|elided|not shown|truncated|left out|as before|as above)(?: (?:here|for (?:brevity|clarity|simplicity|space)|from .*))?$`, "i"),
  new RegExp(`^(?:unchanged|unmodified|omitted|same as (?:before|above|original|the original|previous)|as before|no changes?)(?: (?:for brevity|${part}|here|from here))*$`, "i"),
  /^(?:the )?same (?:code|logic|implementation|body|content|methods?|functions?|as) (?:as )?(?:before|above|the original|in the original|the previous version|original file)$/i,
  /\b(?:omitted|removed|truncated|elided|skipped|shortened|left out|not shown|hidden|cut) (?:here )?for (?:brevity|clarity|simplicity|conciseness|space|readability)$/i,
  /^(?:keep|leave|copy|retain|preserve) (?:the |all )?(?:rest|everything else|remaining (?:code|file)|existing (?:code|logic|methods|functions))\b.*$/i,
  new RegExp(`^(?:the )?(?:\\w+ )?(?:code|file|class|function|implementation) (?:continues|continued)(?: (?:here|below|as before|unchanged|with .*))?$`, "i"),
  /^to-?do:? (?:actually )?implement(?:ation)?(?: (?:this|me|here|it|later|(?:the )?(?:rest|remaining|others?|actual|missing|function|method|logic|body|class)\b.{0,24}))?$/i,
  /^to-?do:? (?:add|write|fill in|complete|finish) (?:the |your |this )?(?:rest|remaining|actual|missing|implementation|logic|code|function|method)\b.{0,30}$/i,
  /^(?:to be implemented|implement (?:me|this|here|the rest|remaining)\b.{0,30})$/i,
  /^(?:其余|剩余|其他|其它|原有|现有|之前)的?(?:代码|部分|内容|方法|函数|逻辑|实现|导入).{0,12}$|^(?:代码|内容|部分|以下|此处).{0,6}(?:不变|省略).{0,6}$|^(?:保持不变|省略|此处省略.{0,12})$/,
  /^(?:resto|restante) del? (?:código|archivo|fichero|arquivo)\b.{0,30}$|^(?:reste|le reste) du (?:code|fichier)\b.{0,30}$|^(?:der )?rest (?:des|der|vom) (?:codes?|datei)\b.{0,30}$/i,
];

/** Where dots before or after say that something is left out. */
const withDots =
  /^(?:and )?(?:the |your |all )?(?:so (?:on|forth)|rest|others?|more|existing|previous|remaining|same|unchanged|etc|continued?|omitted|truncated|elided|skipped|snip|similar|additional|further|your|code|implementation|logic|old|keep|original)\b(?: (?:(?:of|the|your|for|as|in|and|other|similar|same|more|all|above|below|before|here|goes|so|on) )*\w+){0,4}$/i;
const snip = /^\W*[<[(-]+\s*(?:snip(?:ped)?|rest of (?:the )?\w+|existing \w+|omitted|truncated|elided|unchanged|\.\.\.|…)\s*[>\])-]+\W*$/i;
const unsure: readonly RegExp[] = [
  /^(?:similar(?:ly)?|same|repeat|likewise|and so on|do the same|etc\.?)(?: \w+)? for (?:the |all )?(?:other|remaining|rest|others)\b.*$/i,
  /^(?:\w+ ){0,2}(?:more|additional|other) (?:\w+ )?(?:code|methods|functions|cases|tests|handlers|routes|fields) (?:can|could|should|would|will) (?:be added|go)(?: here)?$/i,
  /^to-?do:? implement\b.*$/i,
];

/** Null for a comment that says something of its own. */
export function elisionIn(comment: string): Elision | null {
  const text = comment.replace(/\s+/g, " ").trim();
  if (text.length > charactersMax) return null;
  if (isDotsOnly(text)) return "unsure";
  if (snip.test(text)) return "sure";
  const words = bare(text).replace(/[()[\]{}<>]/g, "");
  if (words === "") return null;
  if (sure.some((pattern) => pattern.test(words))) return "sure";
  if (/^\W{0,4}(?:\.\.\.|…)|(?:\.\.\.|…)\W{0,4}$/.test(text) && words.split(" ").length <= 7 && withDots.test(words)) {
    return /^\W{0,4}(?:\.\.\.|…)/.test(text) ? "sure" : "unsure";
  }
  if (/^\(.*\)$/.test(text) && withDots.test(words)) return "unsure";
  return unsure.some((pattern) => pattern.test(words)) ? "unsure" : null;
}

/** `// ...` */
export function isDotsOnly(comment: string): boolean {
  return /^[\s*]*(?:\.\.\.|…)[\s*]*$/.test(comment);
}

/** Without the dots and signs around. */
export function bare(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "").replace(/\s*[(…[]\s*$/u, "");
}
