import * as Type from "typebox";
import { doc } from "./fields.ts";

/**
 * One form of a key that is a name, or an object with the name and its options: `"adam"`, `{ "name": "adam", "beta1": 0.8 }`.
 * Options that are not given have the defaults of their form.
 */
export function form<const N extends string, P extends Type.TProperties>(name: N, markdown: string, options: P) {
  const choice = Type.Enum([name], {
    ...doc("Name", "Which one; its options stand beside it."),
    enumDescriptions: [markdown],
  });
  return Type.Object(
    { name: choice, ...options },
    { ...doc(name, markdown), noun: NAMED, additionalProperties: false },
  );
}

const NAMED = '{ "name": … }';

/** The forms that go by a name alone, for those whose options all have defaults. */
export function names<const N extends string>(described: Record<N, string>) {
  return Type.Enum(Object.keys(described) as N[], { enumDescriptions: Object.values<string>(described) });
}
