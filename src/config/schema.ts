import * as Type from "typebox";

/**
 * The one table of what a `.rnnconfig` may hold. Types, defaults, bounds, messages, completion, hover and the manual derive from it.
 * `resumable` marks keys that may change when a run is continued; `noun` is what messages call a value.
 */

const MAX_SIZE = 16_384;

/** Title and documentation of a key; the plain description is the Markdown without its marks. */
function doc(title: string, markdown: string) {
  return { title, description: markdown.replace(/[`*]/g, ""), markdownDescription: markdown };
}

const path = () => Type.String({ noun: "a path", minLength: 1, maxLength: 4096 });
const paths = () => Type.Array(path(), { noun: "a list of paths", minItems: 1, maxItems: 10_000 });
const fraction = () => Type.Number({ noun: "a fraction", minimum: 0, exclusiveMaximum: 1 });
const everySteps = () => Type.Union([Type.Integer({ minimum: 1, maximum: 99_999_999 }), Type.Null()]);
const seed = () => Type.Integer({ minimum: 0, maximum: 4_294_967_295 });

const data = Type.Object(
  {
    train: Type.Union([path(), paths()], {
      ...doc(
        "Training text",
        "The text to learn from: a path, a glob (`*`, `**`, `?`, `{a,b}`) or a list of them, relative to this file. Several files are read as one stream, in the listed order, the matches of a glob sorted by name. UTF-8.",
      ),
      examples: ["book.txt", ["part1.txt", "part2.txt"], "texts/**/*.txt"],
    }),
    validation: Type.Optional(
      Type.Union([fraction(), path(), paths()], {
        ...doc(
          "Validation text",
          "What the model is tested on while it learns: a fraction of the training text, taken from its end (before `test`), or paths of other files. `0` means none.",
        ),
        default: 0.1,
      }),
    ),
    test: Type.Optional(
      Type.Union([fraction(), path(), paths()], {
        ...doc(
          "Test text",
          "What the best model is measured on once, at the end: a fraction of the training text, taken from its very end, or paths of other files. `0` means none.",
        ),
        default: 0.05,
      }),
    ),
    unit: Type.Optional(
      Type.Enum(["character"], {
        ...doc("Unit", "What one step of the network reads and predicts."),
        enumDescriptions: ["One Unicode code point a step."],
        default: "character",
      }),
    ),
    lowercase: Type.Optional(
      Type.Boolean({
        ...doc("Lowercase", "Turns every character into lower case first, one by one and the same in every language."),
        default: false,
      }),
    ),
    vocabulary: Type.Optional(
      Type.Object(
        {
          size: Type.Optional(
            Type.Union([Type.Integer({ minimum: 2, maximum: 1_114_112 }), Type.Null()], {
              ...doc(
                "Vocabulary size",
                "The most symbols to keep, the most frequent first, `<unk>` counted; the rest becomes `<unk>`. `null` keeps them all.",
              ),
              default: null,
            }),
          ),
          minFrequency: Type.Optional(
            Type.Integer({
              ...doc("Least frequency", "Symbols that the training text holds less often than this become `<unk>`."),
              minimum: 1,
              maximum: 1_000_000_000,
              default: 1,
            }),
          ),
        },
        {
          ...doc("Vocabulary", "Which symbols the model knows; the rest becomes `<unk>`."),
          additionalProperties: false,
        },
      ),
    ),
  },
  { ...doc("Data", "The text to learn from and how it is read."), additionalProperties: false },
);

const model = Type.Object(
  {
    cell: Type.Optional(
      Type.Enum(["rnn", "lstm", "gru"], {
        ...doc("Cell", "What each recurrent layer is made of."),
        enumDescriptions: [
          "Simple recurrent network: h_t = tanh(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh).",
          "Long short-term memory: a cell state that gates protect; remembers longest.",
          "Gated recurrent unit, as in PyTorch: z = 1 keeps; a quarter fewer weights than LSTM.",
        ],
        default: "lstm",
      }),
    ),
    units: Type.Optional(
      Type.Integer({
        ...doc("Units", "Size of each layer's hidden state."),
        minimum: 1,
        maximum: MAX_SIZE,
        default: 128,
      }),
    ),
    layers: Type.Optional(
      Type.Integer({
        ...doc("Layers", "Recurrent layers on top of each other."),
        minimum: 1,
        maximum: 64,
        default: 1,
      }),
    ),
    embedding: Type.Optional(
      Type.Integer({
        ...doc(
          "Embedding",
          "Length of the learned vector that stands for each symbol. `0` feeds one-hot vectors, without an embedding.",
        ),
        minimum: 0,
        maximum: MAX_SIZE,
        default: 64,
      }),
    ),
    dropout: Type.Optional(
      Type.Number({
        ...doc(
          "Dropout",
          "Chance that an output of a recurrent layer is dropped on its way to the next layer while training. Between layers only, so it needs at least two.",
        ),
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
      }),
    ),
    bias: Type.Optional(
      Type.Boolean({
        ...doc("Bias", "Whether the recurrent layers have bias vectors."),
        default: true,
      }),
    ),
  },
  { ...doc("Model", "The network."), additionalProperties: false },
);

const training = Type.Object(
  {
    epochs: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.Null()], {
        ...doc("Epochs", "How often to go through the training text. `epochs` and `steps` replace each other."),
        default: 10,
        resumable: true,
      }),
    ),
    steps: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 99_999_999 }), Type.Null()], {
        ...doc("Steps", "How many minibatches to learn from. `steps` and `epochs` replace each other."),
        default: null,
        resumable: true,
      }),
    ),
    batchSize: Type.Optional(
      Type.Integer({
        ...doc("Batch size", "How many stretches of text are learned from at once, in one step."),
        minimum: 1,
        maximum: 65_536,
        default: 32,
      }),
    ),
    sequenceLength: Type.Optional(
      Type.Integer({
        ...doc(
          "Sequence length",
          "How many time steps one minibatch unrolls: gradients flow back this far (truncated backpropagation through time).",
        ),
        minimum: 1,
        maximum: 65_536,
        default: 50,
      }),
    ),
    batching: Type.Optional(
      Type.Enum(["sequential", "random"], {
        ...doc("Batching", "Where minibatches come from."),
        enumDescriptions: [
          "Each row reads its own stretch of the text from start to end, and the state is carried from one minibatch to the next.",
          "Windows from all over the text, shuffled each epoch; every one starts from a zero state.",
        ],
        default: "sequential",
      }),
    ),
    optimizer: Type.Optional(
      Type.Enum(["adam", "sgd"], {
        ...doc("Optimizer", "How gradients become steps."),
        enumDescriptions: [
          "Adam with β 0.9 and 0.999, ε 1e-8, bias-corrected, as in PyTorch.",
          "Plain stochastic gradient descent: parameter − learningRate · gradient. Often wants a rate of 0.1 to 1.",
        ],
        default: "adam",
      }),
    ),
    learningRate: Type.Optional(
      Type.Number({
        ...doc("Learning rate", "Size of the optimizer's steps."),
        exclusiveMinimum: 0,
        maximum: 1000,
        default: 0.001,
        resumable: true,
      }),
    ),
    clip: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              norm: Type.Number({
                ...doc("Norm", "Largest L2 norm of all gradients together."),
                exclusiveMinimum: 0,
                maximum: 1e30,
              }),
            },
            { additionalProperties: false },
          ),
          Type.Object(
            {
              value: Type.Number({
                ...doc("Value", "Largest size of each component."),
                exclusiveMinimum: 0,
                maximum: 1e30,
              }),
            },
            { additionalProperties: false },
          ),
          Type.Null(),
        ],
        {
          ...doc(
            "Gradient clipping",
            'Guards against exploding gradients: `{ "norm": 5 }` scales all gradients together so that their norm is at most 5, `{ "value": 1 }` cuts each component to −1 … 1, `null` does neither.',
          ),
          default: { norm: 5 },
        },
      ),
    ),
    seed: Type.Optional(
      Type.Integer({
        ...doc(
          "Seed",
          "Where every random number of the run starts: weights, dropout, shuffling, samples. Same seed, same run.",
        ),
        minimum: 0,
        maximum: 4_294_967_295,
        default: 1,
      }),
    ),
    validateEvery: Type.Optional(
      Type.Union(everySteps().anyOf, {
        ...doc(
          "Validate every",
          "Steps between validations. `null`: each epoch or twenty times a run, whichever is more often.",
        ),
        default: null,
        resumable: true,
      }),
    ),
    sampleEvery: Type.Optional(
      Type.Union(everySteps().anyOf, {
        ...doc("Sample every", "Steps between sampled texts. `null`: at each validation."),
        default: null,
        resumable: true,
      }),
    ),
    checkpointEvery: Type.Optional(
      Type.Union(everySteps().anyOf, {
        ...doc(
          "Checkpoint every",
          "Steps between checkpoints. `null`: at each validation and at least every 30 seconds.",
        ),
        default: null,
        resumable: true,
      }),
    ),
    logEvery: Type.Optional(
      Type.Union(everySteps().anyOf, {
        ...doc(
          "Log every",
          "Steps between rows of the metrics log after the first 100, each a mean over its interval. `null`: so that a run has about 10,000 rows.",
        ),
        default: null,
        resumable: true,
      }),
    ),
    keepCheckpoints: Type.Optional(
      Type.Union([Type.Boolean(), Type.Integer({ minimum: 0, maximum: 1_000_000 })], {
        ...doc(
          "Keep checkpoints",
          "How many checkpoints to keep beside the last and the best, the newest ones: a number, or `true` for all.",
        ),
        default: 0,
        resumable: true,
      }),
    ),
  },
  { ...doc("Training", "How the network learns."), additionalProperties: false },
);

const sampling = Type.Object(
  {
    prompt: Type.Optional(
      Type.String({
        ...doc(
          "Prompt",
          "Text that a sample continues. When empty, a sample starts as after a line break, where the text has one.",
        ),
        maxLength: 100_000,
        default: "",
        resumable: true,
      }),
    ),
    length: Type.Optional(
      Type.Integer({
        ...doc("Length", "How many characters to write after the prompt."),
        minimum: 1,
        maximum: 1_000_000,
        default: 200,
        resumable: true,
      }),
    ),
    temperature: Type.Optional(
      Type.Number({
        ...doc(
          "Temperature",
          "`1` draws from the model's probabilities, less is safer, more is wilder, `0` always takes the likeliest symbol.",
        ),
        minimum: 0,
        maximum: 100,
        default: 0.8,
        resumable: true,
      }),
    ),
    seed: Type.Optional(
      Type.Union([seed(), Type.Null()], {
        ...doc("Seed", "Where the random numbers of samples start. `null`: from `training.seed`."),
        default: null,
        resumable: true,
      }),
    ),
  },
  {
    ...doc("Sampling", "How text is sampled while the network learns, and afterwards when nothing else is said."),
    additionalProperties: false,
  },
);

export const configSchema = Type.Object(
  {
    version: Type.Optional(
      Type.Integer({
        ...doc("Version", "Version of this file's format."),
        minimum: 1,
        maximum: 1,
        default: 1,
      }),
    ),
    name: Type.Optional(
      Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Null()], {
        ...doc("Name", "What runs of this config are called. `null`: like the file."),
        default: null,
      }),
    ),
    task: Type.Enum(["language-model"], {
      ...doc("Task", "What the network learns to do."),
      enumDescriptions: ["Predict the next symbol of a running text, and write text."],
    }),
    data,
    model: Type.Optional(model),
    training: Type.Optional(training),
    sampling: Type.Optional(sampling),
  },
  {
    ...doc("Unroll config", "Describes the training of a recurrent network: its text, its model, how it learns."),
    additionalProperties: false,
  },
);

/** What a person may write. */
export type ConfigFile = Type.Static<typeof configSchema>;

type Resolved<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]-?: Resolved<T[K]> } : T;

/** A config with every default filled in. Of `training.steps` and `training.epochs` exactly one is not null. */
export type Config = Resolved<ConfigFile>;

/** The parts of JSON schema that the table above uses, as the code that walks it sees them. */
export interface Schema {
  type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: string[];
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
}

export const rootSchema = configSchema as unknown as Schema;
