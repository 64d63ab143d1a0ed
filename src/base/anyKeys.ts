import * as Type from "typebox";

/**
 * A schema of objects with any keys and values of one kind: what `Type.Record(Type.String(), …)` makes, which brings the whole of
 * TypeBox's types of types along, 100 KB of script in every thread.
 */
export function anyKeys<T extends Type.TSchema>(values: T, options: object = {}) {
  type Kept = Record<string, Type.Static<T>>;
  return Type.Unsafe<Kept>({ type: "object", patternProperties: { "^.*$": values }, ...options });
}
