// Keys that open something: tokens of well-known shapes that look random, and private keys.
import type { FileRule } from "./rule.ts";

const shapes: readonly (readonly [what: string, shape: RegExp])[] = [
  ["an AWS access key", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b/g],
  ["a GitLab token", /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}\b/g],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{20,}/g],
  ["a Google key", /\bAIza[0-9A-Za-z_-]{35}\b/g],
  ["a Stripe key", /\b[rs]k_live_[A-Za-z0-9]{20,}/g],
  ["a model provider's key", /\bsk-(?:ant-|proj-|or-v1-)?[A-Za-z0-9_-]{32,}/g],
  ["a private key", /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\s|\\n|["'+])*[A-Za-z0-9+/=]{40,}/g],
];
const fake = /example|test|fake|dummy|sample|placeholder|redacted|your|x{4,}|0{5,}|1234567|abcdefg|\.\.\./i;
/** Bits a character: random letters and digits of some length have more than 4, words and patterns less than 3. */
const entropyMin = 3.2;

export const secret: FileRule = {
  id: "policy/secret",
  kind: "file",
  valid: [
    `export const key = "${"AKIA"}IOSFODNN7EXAMPLE";`,
    `export const key = "${"ghp"}_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";`,
    "export const key = process.env.API_KEY;",
    "export const header = '-----BEGIN PRIVATE KEY-----';",
    "export const id = 'sk-learn-wrapper-for-the-classes-of-trees';",
    { path: "test/a.test.ts", after: `export const key = "-----BEGIN ${"PRIVATE"} KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";` },
  ],
  invalid: [
    `export const key = "${"AKIA"}Q3EGWJ7RZ5TLXNPB";`,
    `export const key = "${"ghp"}_a8Fk2Lq9Zx7Rt4Wv6Yb1Nc3Md5Ps0Uh8Gj2K";`,
    { path: ".env", after: `TOKEN=${"sk"}-proj-Zk39fQx7LmVt2RbN8wYc4HdJ6sPa1GuE5\n` },
    { path: "deploy.yml", after: `key: |\n  -----BEGIN RSA ${"PRIVATE"} KEY-----\n  MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n` },
  ],
  look({ text, isTest }, tell) {
    for (const [what, shape] of shapes) {
      for (const match of text.matchAll(shape)) {
        const [found] = match;
        const isBlock = found.startsWith("-----");
        if (isTest && (isBlock || fake.test(around(text, match.index)))) continue;
        if (!isBlock && (fake.test(found) || entropyOf(found.replace(/^[A-Za-z]+[_-]/, "")) < entropyMin || !/\d/.test(found))) continue;
        tell(match.index, { message: `This is ${what}. Delete it and read it from the environment.`, key: found });
      }
    }
  },
};

function around(text: string, at: number): string {
  return text.slice(Math.max(0, at - 40), at + 100);
}

function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
