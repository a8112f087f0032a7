// The words by which an author says that a function is yet to be written, in errors and in comments. It knows no code.

const promise =
  /\bnot (?:been |yet |currently )*implemented\b|\b(?:has|have|is|was)(?: not|n't) (?:been |yet )*implemented\b|\bneeds? to be implemented\b|\bun-?implemented\b|^\W*to-?do\b|\bimplement (?:me|this)\b|^\W*(?:placeholder|stub)\b|\b(?:implementation|logic) (?:is )?(?:pending|missing|goes here|needed)\b|\bnot (?:yet )?(?:written|done|finished|complete[d]?) yet\b|\bcoming soon\b|\bto be implemented\b/i;
const overridden = /\b(?:sub-?class(?:es)?|overrid(?:e|den|ing)|overwritten|abstract|derived|inherit\w*|extending|implementors?|implementations? must|must (?:be )?implement(?:ed)?|should (?:be )?implement(?:ed)?)\b/i;
/** Of a thing that does without: `reduce is not implemented on Set`. */
const unsupported = /\bimplemented (?:on|for|in|by|with|under|as|when)\s+(?!(?:now|this|the moment|time|yet)\b)/i;

/** Notes that stand where the work should. */
export const toDo =
  /^[\s*]*(?:@?TO-?DO|FIXME|XXX)\b|^[\s*]*(?:implement (?:me|this|here|later)|(?:your|add|put|insert|write) (?:\w+ ){0,3}(?:code|logic|implementation)(?: goes)?(?: here)?|implementation (?:goes here|pending|needed|of .* goes here)|(?:code|logic) (?:goes )?here|to be (?:implemented|done|filled in|completed)|not (?:yet )?implemented|(?:this is )?(?:just )?(?:an? )?(?:stub|placeholder)\W*$|WIP\b|(?:implementation|logic|code)\W*$|left as an exercise)/i;

/** Notes that name the work itself. */
export const toDoWork =
  /^[\s*]*(?:@?TO-?DO|FIXME)\b\W*(?:actually |really |to )?(?:implement|add (?:the |your |actual |real )*(?:code|logic|implementation)|write (?:the |this |your )*(?:code|logic|function|implementation|body)|fill (?:this )?in|complete (?:the |this )|sort|filter|validate|parse|compute|calculate|actual)/i;

export const pretending = {
  sure: /\bin (?:a |the )?(?:real|actual|production|full)(?:-world)? (?:implementation|app\w*|world|code|system|scenario|version|environment)\b|\b(?:real|actual|full|proper) implementation (?:would|should|will|goes|here|needed)\b|\b(?:mock|dummy|fake|placeholder|stub)(?:ed)? (?:implementation|response|result|data|value|return|logic|version)\b|^[\s*]*(?:placeholder|simulated?|simulating)\b|\breplace (?:this |it )?with (?:the |your |an? )?(?:actual|real|proper)\b|\bthis (?:would|should) (?:normally|typically|actually|really)\b|\bhard-?coded\b|\bin (?:a )?production\b,? (?:you|we|this|use|it|one)\b|\bjust (?:return|pretend)\w*\b.*\bfor now\b/i,
  unsure: /\bfor now\b|\btemporar(?:y|ily)\b|\bsimplified\b/i,
};

/** Of a text that says nothing else: a list of things to do is no promise. */
export function isOnlyPromise(text: string): boolean {
  return /^\W*to-?do\W*$|\bnot (?:been |yet )*implemented\b|\bunimplemented\b/i.test(text);
}

export function promisesWork(text: string): boolean {
  return promise.test(text);
}

export function isOverridePoint(text: string): boolean {
  return overridden.test(text);
}

export function isUnsupported(text: string): boolean {
  return unsupported.test(text);
}
