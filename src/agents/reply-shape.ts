// The reply tools' parameters as zod shapes, for hosts that take them in that form: the same as reply-parameters.ts,
// which is where they are written down. It loads zod.
import { z } from "zod";
import { replyJsonSchema, type JsonSchema, type ReplyingRole } from "./reply-parameters.ts";

export function replyShape(role: ReplyingRole): Readonly<Record<string, z.ZodType>> {
  const { properties, required = [] } = replyJsonSchema(role);
  return shapeOf(properties, required);
}

function shapeOf(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      const type = typeOf(property);
      return [name, required.includes(name) ? type : type.optional()];
    }),
  );
}

function typeOf(schema: JsonSchema): z.ZodType {
  const type = plainTypeOf(schema);
  return schema.description === undefined ? type : type.describe(schema.description);
}

function plainTypeOf(schema: JsonSchema): z.ZodType {
  switch (schema.type) {
    case "string":
      return schema.enum === undefined ? z.string() : z.enum(schema.enum);
    case "number":
      return z.number();
    case "array":
      return z.array(typeOf(schema.items));
    case "object":
      return z.object(shapeOf(schema.properties, schema.required ?? []));
  }
}
