import * as Type from "typebox";
import { Check } from "typebox/schema";

// What the schemas of this room are made of. A schema is a type and its validator in one; validators interpret it, since a page may not
// compile code.

/** Whether something from outside has the shape of a schema: a message, a row of a file. */
export function matches<S extends Type.TSchema>(schema: S, value: unknown): value is Type.Static<S> {
  return Check(schema, value);
}

/** The first key of an object whose value does not fit its schema; undefined where all do. */
export function misfit(schema: Type.TObject, value: object): string | undefined {
  return Object.entries(schema.properties).find(([key, own]) => !Check(Type.Object({ [key]: own }), value))?.[0];
}

/** A value that a function recognises: for arrays that may be long, which a schema of their elements takes 500 times as long to check. */
export function shape<T>(is: (value: unknown) => boolean) {
  return Type.Unsafe<T>(Type.Refine(Type.Unknown(), is));
}

/** Any number; also those that are not finite, which reach other threads as they are. */
export const number = shape<number>((value) => typeof value === "number");

/** A figure that may be infinite, which JSON writes as null. */
export const figure = shape<number>((value) => value === null || typeof value === "number");

/** A number that may be missing. */
export const numberOrNull = Type.Union([number, Type.Null()]);

/** As JSON writes them: one that is not finite is null. */
export const figures = arrayOf<number>((value) => value === null || typeof value === "number");

export const numbers = arrayOf<number>((value) => typeof value === "number");
export const numbersOrNull = arrayOf<number | null>((value) => value === null || typeof value === "number");
export const strings = arrayOf<string>((value) => typeof value === "string");

/** Long arrays, which go between threads and to pages as they are. */
export const floats = shape<Float32Array>((value) => value instanceof Float32Array);
export const integers = shape<Int32Array>((value) => value instanceof Int32Array);

/** A whole number from 0. */
export const index = Type.Integer({ minimum: 0 });

export const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

function arrayOf<T>(is: (value: unknown) => boolean) {
  return shape<T[]>((value) => Array.isArray(value) && value.every(is));
}

/** One of these texts. */
export function oneOf<const T extends string>(...texts: T[]) {
  return Type.Enum(texts);
}
