// The JSON Schema of the configuration as far as we read it back: to say what a key expects, which names are valid
// and which keys there are. Does not know zod.

export interface SchemaNode {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
}

export type KeyPath = readonly (string | number)[];

export interface Leaf {
  readonly path: readonly string[];
  readonly node: SchemaNode;
}

/** Every key that is not a table, in the order of the schema. */
export function leavesOf(node: SchemaNode, path: readonly string[] = []): readonly Leaf[] {
  if (node.properties === undefined) return [{ path, node }];
  return Object.entries(node.properties).flatMap(([name, child]) => leavesOf(child, [...path, name]));
}

/** The node that a path leads to; null if the schema has no such place. */
export function nodeAt(node: SchemaNode, path: KeyPath): SchemaNode | null {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  if (typeof step === "number") {
    const items = node.items ?? node.anyOf?.find((branch) => branch.items !== undefined)?.items;
    return items === undefined ? null : nodeAt(items, rest);
  }
  const child = Object.hasOwn(node.properties ?? {}, step) ? node.properties?.[step] : undefined;
  return child === undefined ? null : nodeAt(child, rest);
}

/** Whether a value for this node may be a list. */
export function takesList(node: SchemaNode): boolean {
  return node.items !== undefined || (node.anyOf ?? []).some(takesList);
}

/** What belongs at this place, in words: `a whole number from 1 to 8`. */
export function expectation(node: SchemaNode): string {
  if (node.anyOf !== undefined) return node.anyOf.map(expectation).join(" or ");
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return `one of ${node.enum.map((name) => JSON.stringify(name)).join(", ")}`;
  if (node.items !== undefined) return `a list of ${node.items.title ?? "string"}s (at most ${grouped(node.maxItems)})`;
  if (node.properties !== undefined) return "a table";
  if (node.type === "integer") return `a whole number from ${grouped(node.minimum)} to ${grouped(node.maximum)}`;
  if (node.type === "number") return `a number from ${grouped(node.minimum)} to ${grouped(node.maximum)}`;
  return `a ${node.title ?? "string"} (at most ${grouped(node.maxLength)} characters)`;
}

function grouped(value: number | undefined): string {
  return value === undefined ? "any" : value.toLocaleString("en-US");
}
