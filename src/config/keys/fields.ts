import * as Type from "typebox";

/** The longest vector of a network. */
export const MAX_SIZE = 16_384;

/** Title and documentation of a key; the plain description is the Markdown without its code marks. */
export function doc(title: string, markdown: string) {
  return { title, description: markdown.replaceAll("`", ""), markdownDescription: markdown };
}

export const path = () => Type.String({ noun: "a path", minLength: 1, maxLength: 4096 });
export const paths = () => Type.Array(path(), { noun: "a list of paths", minItems: 1, maxItems: 10_000 });
export const fraction = () => Type.Number({ noun: "a fraction", minimum: 0, exclusiveMaximum: 1 });

/** A number of steps; a run has at most eight digits of them. */
export const steps = () => Type.Integer({ minimum: 1, maximum: 99_999_999 });

/** A cadence, null when it looks after itself. It may change when a run is continued. */
export const cadence = (title: string, markdown: string) =>
  Type.Union([steps(), Type.Null()], { ...doc(title, markdown), default: null, resumable: true });

export const seed = (more: object = {}) => Type.Integer({ minimum: 0, maximum: 4_294_967_295, ...more });
