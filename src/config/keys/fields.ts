import * as Type from "typebox";

/** The longest vector of a network. */
export const MAX_SIZE = 16_384;

/** Title and documentation of a key; the plain description is the Markdown without its code marks. */
export function doc(title: string, markdown: string) {
  return { title, description: markdown.replaceAll("`", ""), markdownDescription: markdown };
}

export const path = () => Type.String({ noun: "a path", minLength: 1, maxLength: 4096 });
export const paths = () => Type.Array(path(), { noun: "a list of paths", minItems: 1, maxItems: 10_000 });
/** Two sides of examples that are pairs: parallel files of lines, paired by their order. */
export const sides = () =>
  Type.Object(
    {
      source: Type.Union([path(), paths()], {
        ...doc("Source files", "The files of what is read, one example per line: a path, a glob or a list of them."),
        examples: ["train.de"],
      }),
      target: Type.Union([path(), paths()], {
        ...doc("Target files", "The files of what is written, in the same order and with as many lines."),
        examples: ["train.en"],
      }),
    },
    { noun: '{ "source": …, "target": … }', additionalProperties: false },
  );
export const fraction = () => Type.Number({ noun: "a fraction", minimum: 0, exclusiveMaximum: 1 });

/** A number of steps; a run has at most eight digits of them. */
export const steps = () => Type.Integer({ minimum: 1, maximum: 99_999_999 });

/** A cadence, null when it looks after itself. It may change when a run is continued. */
export const cadence = (title: string, markdown: string) =>
  Type.Union([steps(), Type.Null()], { ...doc(title, markdown), default: null, resumable: true });

export const seed = (more: object = {}) => Type.Integer({ minimum: 0, maximum: 4_294_967_295, ...more });

/** The parts of JSON schema that the table above uses, as the code that walks it sees them. */
export interface Schema {
  type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  properties?: Record<string, Schema>;
  required?: string[];
  /** One entry: the values of an object whose keys are a person's own. */
  patternProperties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: string[];
  /** Of an enumeration, what other programs call its values: lower case, without dashes, underscores and spaces. */
  synonyms?: Record<string, string>;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
  description?: string;
  markdownDescription?: string;
  /** What messages call a value, where its type alone says too little. */
  noun?: string;
  resumable?: boolean;
  /** Of a key that is null by default, what `null` may stand for: such a value asks for nothing more. */
  standsFor?: readonly unknown[];
}

/**
 * Time of a training step per multiply-add, as a multiple of the plain LSTM's, of every cell and option that takes more than
 * 1.15: with 128 or 256 units, whichever is more. `npm run bench -- cells` measures all of them and holds these figures.
 */
export const COSTS = {
  projection: 1.2,
  resetAfter: 1.2,
  layerNorm: 1.3,
  variationalDropout: 1.2,
  recurrentDropout: 1.2,
  zoneout: 1.3,
} as const;

/** What the documentation of a slower cell or option says of it. */
export function slower(what: keyof typeof COSTS): string {
  return `slower: about ${COSTS[what]} × an LSTM's time per multiply-add`;
}
