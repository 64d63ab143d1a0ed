import * as Type from "typebox";
import { figureNames } from "../../base/metrics.ts";
import { averaging } from "./averaging.ts";
import { cadence, doc, seed, steps } from "./fields.ts";
import { classWeights, labelSmoothing, loss } from "./loss.ts";
import { optimizer, weightDecay } from "./optimizer.ts";
import { earlyStopping, schedule } from "./schedule.ts";

export const training = Type.Object(
  {
    epochs: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.Null()], {
        ...doc("Epochs", "How often to go through the training part. `epochs` and `steps` replace each other."),
        default: 10,
        resumable: true,
      }),
    ),
    steps: Type.Optional(
      Type.Union([steps(), Type.Null()], {
        ...doc("Steps", "How many minibatches to learn from. `steps` and `epochs` replace each other."),
        default: null,
        resumable: true,
      }),
    ),
    batchSize: Type.Optional(
      Type.Integer({
        ...doc("Batch size", "How many stretches of text, or sequences, one minibatch holds."),
        minimum: 1,
        maximum: 65_536,
        default: 32,
      }),
    ),
    sequenceLength: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 65_536 }), Type.Null()], {
        ...doc(
          "Sequence length",
          "How many time steps one minibatch unrolls: gradients flow back this far (truncated backpropagation through time). With tasks on whole sequences, the greatest length: longer sequences are cut off there, and this is shown; with `sequence-to-sequence` and `transcription`, examples with a longer input are left out and counted. For `forecasting`, the rows of a window where `data.window` is `null`. `null`: 50 for a running text, a series, and rows of tags that nothing divides into sequences; 1,000 for whole sequences, and 3,000 with `transcription`.",
        ),
        default: null,
        standsFor: [50, 1000, 3000],
      }),
    ),
    targetLength: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 65_536 }), Type.Null()], {
        ...doc(
          "Target length",
          "The greatest number of symbols in a target. Examples with a longer one are left out and counted, never cut. `null`: 1,000.",
        ),
        default: null,
      }),
    ),
    batching: Type.Optional(
      Type.Enum(["sequential", "random"], {
        ...doc(
          "Batching",
          "Where the minibatches of a running text come from. Other tasks learn from whole sequences, shuffled each epoch.",
        ),
        enumDescriptions: [
          "Each row reads its own stretch of the text from start to end, and its state is carried from one minibatch to the next.",
          "Windows from the whole text, shuffled each epoch. Each starts from a zero state.",
        ],
        default: "sequential",
      }),
    ),
    accumulate: Type.Optional(
      Type.Integer({
        ...doc(
          "Accumulate",
          "Minibatches per step: their gradients are added up before the weights change, as if they were one large minibatch. The last step of an epoch takes those that are left. Steps, epochs and all cadences count steps.",
        ),
        minimum: 1,
        maximum: 65_536,
        default: 1,
      }),
    ),
    reduce: Type.Optional(
      Type.Enum(["mean", "sum"], {
        ...doc(
          "Reduce",
          "How the losses of the time steps of a window are combined before the gradient is computed. The mean is shown in any case.",
        ),
        enumDescriptions: [
          "Their mean.",
          "Their sum, and the mean over the rows of the minibatch. Learning rates and clipping then mean the same as in recipes that sum over time (Zaremba et al., min-char-rnn).",
        ],
        default: "mean",
      }),
    ),
    optimizer,
    learningRate: Type.Optional(
      Type.Number({
        ...doc(
          "Learning rate",
          "The step size of the optimizer. When it is not given, PyTorch's default for the optimizer: 0.01 for `rmsprop` and `adagrad`, 0.001 for the others.",
        ),
        exclusiveMinimum: 0,
        maximum: 1000,
        default: 0.001,
        resumable: true,
      }),
    ),
    schedule,
    weightDecay,
    averaging,
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
                ...doc("Value", "The largest absolute value of each component."),
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
            'Prevents exploding gradients: `{ "norm": 5 }` scales all gradients together so that their norm is at most 5, `{ "value": 1 }` limits each component to −1 … 1, `null` does neither.',
          ),
          default: { norm: 5 },
        },
      ),
    ),
    best: Type.Optional(
      Type.Union([Type.String({ noun: "the name of a figure", minLength: 1, maxLength: 100 }), Type.Null()], {
        ...doc(
          "Best",
          "The figure of validation that chooses the best checkpoint, which the test, `sample`, `predict` and `export` use; `earlyStopping` and the schedule `plateau` go by it too. Unroll knows of each figure whether larger is better. `null`: `loss`, or `weightedLoss` where `classWeights` are given. Others, by task: language models `perplexity`, `bitsPerCharacter`, of items `hitAt1`, `hitAt5`, `hitAt10`, `mrr`, of cloze `pseudoPerplexity`; classification `accuracy`, `macroF1`, `calibrationError`, and of ordered labels `mae`; tagging `accuracy`, `macroF1`, and of entities `precision`, `recall`, `f1`; with several labels `exactMatch`, `precision`, `recall`, `microF1`, `macroF1`; with binary ones `accuracy`, `precision`, `recall`, `f1`; forecasting `mase`, and of one column `mae` and `rmse`; generation `perplexity`; sequence-to-sequence `perplexity`, `tokenAccuracy`, `exactMatch`, `bleu`, `chrf`, `errorRate`, and of characters `wordErrorRate`; transcription `errorRate`, `substitutions`, `insertions`, `deletions`, `exactMatch`, and of characters `wordErrorRate`.",
        ),
        examples: figureNames,
        default: null,
      }),
    ),
    earlyStopping,
    gradient: Type.Optional(
      Type.Enum(["bptt", "rtrl"], {
        ...doc(
          "Gradient",
          "How gradients flow through time. For `rtrl`, the task must be a language model, `model.cell` must be `rnn` with one layer, and batchSize × units × recurrent parameters must be at most 64 million numbers.",
        ),
        enumDescriptions: [
          "Backpropagation through time, truncated at the start of each window of sequenceLength steps.",
          "Real-time recurrent learning: the influence of every recurrent parameter on the state is carried forward, so nothing is truncated at the start of a window. It is exact while parameters do not change; each update makes what is carried an approximation, which is better for small learning rates. It is much slower. sequenceLength 1 updates at every time step.",
        ],
        default: "bptt",
      }),
    ),
    loss,
    classWeights,
    labelSmoothing,
    initialState: Type.Optional(
      Type.Enum(["zero", "learned"], {
        ...doc("Initial state", "The state in which a sequence begins: at the start of an epoch, or of each window."),
        enumDescriptions: [
          "All zero.",
          "A parameter for each state of each layer, trained like the others; it starts at zero.",
        ],
        default: "zero",
      }),
    ),
    seed: Type.Optional(
      seed({
        ...doc(
          "Seed",
          "The seed of all random numbers of the run: weights, dropout, shuffling, samples. The same seed gives the same run.",
        ),
        default: 1,
      }),
    ),
    seeds: Type.Optional(
      Type.Integer({
        ...doc(
          "Seeds",
          "How many runs to train, one after the other, with `seed`, `seed` + 1 and so on. Together they are a group, whose mean and standard deviation are shown. The result of a training depends on its seed, so a difference between two configs means little when runs of one config with different seeds differ just as much. Each run of the group is saved as an ordinary run with `seeds` 1.",
        ),
        minimum: 1,
        maximum: 1000,
        default: 1,
      }),
    ),
    threads: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1, maximum: 64 }), Type.Null()], {
        ...doc(
          "Threads",
          "How many threads share the rows of a minibatch. `null`: all cores on the command line; in VS Code the number that `unroll.maxThreads` allows, by default one less than the number of cores. The same seed, build and number of threads give the same bits.",
        ),
        default: null,
        resumable: true,
      }),
    ),
    validateEvery: Type.Optional(
      cadence(
        "Validate every",
        "Steps between validations. `null`: each epoch or twenty times a run, whichever is more often, but never so often that training reads less than three times what a validation reads in between; validation then takes about a tenth of the time. There is always one at the end.",
      ),
    ),
    sampleEvery: Type.Optional(
      cadence(
        "Sample every",
        "Steps between sampled texts. `null`: at a validation, at most twenty times a run and at least ten steps apart. After the last step there is always one.",
      ),
    ),
    checkpointEvery: Type.Optional(
      cadence(
        "Checkpoint every",
        "Steps between checkpoints. `null`: at each validation and at least every 30 seconds.",
      ),
    ),
    logEvery: Type.Optional(
      cadence(
        "Log every",
        "Steps between rows of the metrics log after the first 100. Each row is a mean over its interval. `null`: chosen so that a run has about 10,000 rows.",
      ),
    ),
    parameterStatistics: Type.Optional(
      Type.Boolean({
        ...doc(
          "Statistics of parameters",
          "Whether rows of the metrics log contain the gradient norm, before and after clipping, and the ratio of update to weight of every parameter, at the row's step.",
        ),
        default: false,
        resumable: true,
      }),
    ),
    keepCheckpoints: Type.Optional(
      Type.Union([Type.Boolean(), Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()], {
        ...doc(
          "Keep checkpoints",
          "Which checkpoints to keep beside the last and the best. `null`: up to 20, spread over the run, at most 200 MB together; when these are full, every second one is deleted. A number: this many of the newest. `true`: all. `false` or `0`: none.",
        ),
        default: null,
        resumable: true,
      }),
    ),
  },
  { ...doc("Training", "How the network learns."), additionalProperties: false },
);
