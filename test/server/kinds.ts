/** A file for each kind of problem that a config can have. */
export const KINDS: Record<string, string> = {
  "json-syntax": '{ "task": "language-model", "data": { "train": "book.txt" ',
  "empty-file": "// nothing yet\n",
  "too-deep": "[".repeat(100),
  "unknown-key": '{ "task": "language-model", "data": { "train": "book.txt" }, "model": { "unist": 3 } }',
  "unknown-value": '{ "task": "language-model", "data": { "train": "book.txt" }, "model": { "cell": "ltsm" } }',
  "unknown-parameter":
    '{ "task": "language-model", "data": { "train": "b" }, "model": { "freeze": ["*_l0", "rnn.wieght_ih_l0"] } }',
  "wrong-type": '{ "task": "language-model", "data": { "train": "book.txt" }, "model": { "units": "many" } }',
  "not-whole": '{ "task": "language-model", "data": { "train": "book.txt" }, "model": { "units": 1.5 } }',
  "out-of-bounds": '{ "task": "language-model", "data": { "train": "book.txt" }, "model": { "units": 0 } }',
  "duplicate-key": '{ "task": "language-model", "task": "language-model", "data": { "train": "book.txt" } }',
  "missing-key": '{\n  "task": "language-model",\n  "data": {}\n}',
  "both-given":
    '{ "task": "language-model", "data": { "train": "book.txt" }, "training": { "steps": 1, "epochs": 1 } }',
  "minibatch-too-large":
    '{ "task": "language-model", "data": { "train": "b" }, "training": { "batchSize": 60000, "sequenceLength": 6000 } }',
  "nothing-left": '{ "task": "language-model", "data": { "train": "book.txt", "validation": 0.6, "test": 0.4 } }',
  "bad-path": '{ "task": "language-model", "data": { "train": "a\\u0000b" } }',
  "bad-name": '{ "name": "a/b", "task": "language-model", "data": { "train": "book.txt" } }',
  "no-effect": '{ "task": "language-model", "data": { "train": "book.txt" }, "model": { "dropout": 0.5 } }',
};
