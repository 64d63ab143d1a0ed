import { formsTable, optionsTable, settingsTable } from "../../src/config/index.ts";
import { templates } from "../../src/templates/index.ts";

/** The manual of `.rnnconfig` and of the command line's JSON: the settings come from the schema, the rest is written here. */
export function manual(): string {
  const standard = (fallback: string) => (fallback === "" ? "required" : `\`${fallback}\``);
  const rows = settingsTable().map(({ key, type, default: fallback, bounds, supported, doc }) =>
    tableRow([`\`${key}\``, type, standard(fallback), bounds, supported, doc]),
  );
  const forms = formsTable().map(({ key, name, doc }) => tableRow([`\`${key}\``, `\`"${name}"\``, doc]));
  const options = optionsTable().map(({ key, of, type, default: fallback, bounds, doc }) =>
    tableRow([`\`${key}\``, of, type, standard(fallback), bounds, doc]),
  );
  const experiments = templates.map(({ name, about, expect }) => tableRow([`\`${name}\``, about, expect]));
  return [HEAD, ...rows, FORMS, ...forms, OPTIONS, ...options, TAIL, EXPERIMENTS, ...experiments, ""].join("\n");
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

const FORMS = `
Some keys take a name, or an object with the name and its options; a name alone has the defaults of all its options.

| key | name | meaning |
|---|---|---|`;

const OPTIONS = `
| option | of | type | default | bounds | meaning |
|---|---|---|---|---|---|`;

const HEAD = `# Manual

<!-- Made from the schema: UPDATE_MANUAL=1 npx vitest run test/checks/manual.test.ts. A test fails when it is stale. -->

## The \`.rnnconfig\`

JSON with comments and trailing commas, UTF-8. Only \`task\` and \`data.train\` are required; paths are relative to the file.

\`\`\`jsonc
{
  "task": "language-model",
  "data": { "train": "book.txt" },
  "model": { "cell": "lstm", "units": 128, "layers": 2 },
  "training": { "steps": 1000, "learningRate": 0.002 }
}
\`\`\`

| key | type | default | bounds | supported with | meaning |
|---|---|---|---|---|---|`;

const TAIL = `
Where a default is \`null\`, Unroll chooses: validation comes each epoch or twenty times a run, whichever is more often; samples
come with a validation, at most twenty times a run, at least ten steps apart, and at the end; checkpoints come with each validation and
at least every 30 seconds; a row of metrics for each step up to 100, then every
⌊planned steps / 10,000⌋.

**How a text is measured.** Validation and test read a part as one stream: every symbol but the first is predicted once, from all
symbols of the part before it, and the loss is total nats ÷ targets. Each part is a text of its own that begins in the initial state,
also where it is cut from the training file, so \`evaluate --data\` on the same text gives the same figure. To be fast, up to 32 rows
read a stretch each. Every row but the first begins with a warm-up of max(200, 4 · \`sequenceLength\`) symbols before its stretch that are
read and not counted, more where the model is known to look back farther, so that the figure is that of one stream within 0.2 %. There are
so few rows that warm-ups add at most about a quarter to what is read. A stretch ends where a line, a sentence or a basket ends; only
one that is longer than a quarter of a stretch may be cut. N-grams and trained baselines predict the same targets from the same past.

**Where a text begins.** Sequential training carries the state on, so a network hardly ever sees the initial state, and says little of use in
it. So a text that is sampled, and each line that is scored, begins *warm*: in the mean of the states that the network is in after it has
read each of up to 16 stretches of 100 symbols, from all over the training text, that stand before the ends of lines. Then comes the end of a
line, \`<bos>\` or a line break, and the prompt or the line. So the lines of a text, scored one by one, come near the figure of the whole.
The run keeps these stretches (\`pasts\` in \`vocabulary.json\`), so every checkpoint has its own state and nothing else is needed. Of
n-grams each stretch may be what stood before, and the probabilities are mixed by how well each explains what followed.
\`sampling.state\` "cold", or \`--state cold\` of \`sample\` and \`score\`, begins in the initial state with nothing read, and a prompt of
characters without a line break before it. A text without line ends in training, and a run of an earlier version, which kept no stretches,
begin cold, and it is said. Cloze models and examples begin cold as they do in training.

**Cloze** (\`data.direction\` "cloze") predicts each symbol from those before it and those after it. Two stacks read the text, one
forward and one backward, and are kept apart in every layer, so that nothing that predicts a symbol has read it; their parameters are
\`forward.weight_ih_l0\` … and \`backward.weight_ih_l0\` …, two modules of PyTorch. No state can be carried backward from a text that has
not been read, so in training each window starts from zero in both directions, and the first and last symbols of a window see one side
alone: a larger \`sequenceLength\` has fewer of them. Validation and test read max(50, \`sequenceLength\`) symbols more on either side of
what they count. The figure is a *pseudo-perplexity*, exp of the mean loss of each symbol given all others:
it is no probability of the text and must not be compared with a perplexity, and there are no bits per character. In a prompt \`___\`
(three underscores) is a gap, one symbol each: \`sample\` fills gaps from the first to the last, \`sample --next 10\` lists what fits the
first one, and what follows a gap is read up to the next. \`score\` tells each symbol given both its sides.

**Items** (\`data.unit\` "item") are what a basket, a playlist or a session holds, one of these a line. What separates them is said
before the training: a tab where the beginning of the text has one, else a comma, else a semicolon. A line ends with \`<eos>\`, and the
next one begins with \`<bos>\`. Validation and test tell beside the perplexity how often the item that came next was among the first
1, 5 and 10 (hit@k) and the mean of 1/rank (MRR), ranked among all items; an item outside the vocabulary is never found. A prompt
is the items so far: \`sample RUN --prompt "bread, butter" --next 10\` lists what to recommend, with probabilities.

**Sequence to sequence** reads a source with an encoder and writes its target with a decoder, symbol by symbol, up to the stop symbol
\`<eos>\`. Training is teacher-forced throughout: before each symbol the decoder reads the symbol that is true there, never one that it
wrote itself. \`loss\`, \`perplexity\` and \`tokenAccuracy\` are measured in the same way. The other figures compare what the network
writes from its own symbols: while it trains, greedily and for up to 500 examples; in the test at the end and in \`evaluate\`, for all of
them and with \`sampling.beam\`, where one is set. To train on its own symbols in part (scheduled sampling, with the key
\`training.teacherForcing\`) is planned, and is not supported yet.
\`predict\`, \`score\` and \`evaluate --data\` read any file of pairs, whatever the one of the training looked like: columns by the names
that the run knows or, without names, in their order, with other columns beside them; JSON Lines; two files of lines. \`predict\` also
reads lines of sources alone.

**Transcription** finds the labels of a longer sequence, in its order, where nobody has said at which step each of them stands: vectors
of sound to letters, strokes to characters, letters to phonemes. Each line of a JSON Lines file has a list of vectors, one a step, or a list of
tokens, and the transcript, a text or a list of labels; or the rows of a table are steps (\`data.sequence\`), and the first of each sequence has
the transcript. The network puts out a label or \`<blank>\` at each step, and connectionist temporal classification (CTC, Graves et al. 2006) is
the loss: −ln of the sum over all paths that collapse to the transcript, divided by its labels, an empty one counted as one. A path collapses by
joining labels that repeat and leaving out the blanks, so an input needs a step for each label and one between labels that are the
same; one that is shorter is named before training, with file and line. Transcripts are the best path, or with \`sampling.beam\` the
likeliest ones that a prefix search finds, which adds up all paths of each; a language model can rank them too (\`sampling.languageModel\`).
\`errorRate\` is substitutions, insertions and deletions over the labels of the truth, of all examples as a whole, and each of the
three is told by itself; of characters, \`wordErrorRate\` is the same over words. They are those of jiwer.

**Sounds** are \`.wav\` files, with 8, 16, 24 or 32 bits or floats, of any rate; several channels become their mean. A table names them in the column
\`data.input\`, by paths that are relative to the table, with slashes or backslashes; or \`data.train\` is a folder, or a glob of \`.wav\` files, and the
text of \`hello.wav\` stands in \`hello.txt\` beside it. \`data.features\` says what they become: log-mel bands or MFCC as librosa computes them, with
\`center=False\`, a Hann window in the middle of a power of two, Slaney's mel scale, and ln max(x, 1e-10); or the samples themselves. A sound of
n samples has ⌊(n − span) / step⌋ + 1 windows, where span is the power of two, and \`stack\` of them are one step; the last one fills the last step up.
Each number is then normalised by the training part. Other rates are resampled by a windowed sinc. Features are computed once, on all
processors, and lie in \`.unroll/cache\` beside the config; the folder may be deleted at any time, and what nobody has used for two months goes by
itself. More than 256 MB of them are read from there while the network trains. \`run.json\` has one hash for all sounds. A file that is damaged,
empty, missing, or no WAVE file is named with the line that names it, the byte, and what to do. Transcription, classification and tagging
read sounds. Their runs read new ones too: \`predict\`, \`score\` and \`evaluate --data\` a table or a folder, \`transcribe\` files and folders. In a
table that comes from standard input, paths are relative to the working directory.

## The command line

\`unroll COMMAND --help\` says what each command takes. \`npm run build && npm link\`, once in a clone, gives \`unroll\`; in its place
\`node PATH/dist/cli.js\` does the same, whose path **Unroll: Show Command Line** says in VS Code. What the program says to type next is
written in the way in which it was started. Exit status: 0 done, 1 the run failed, 2 bad usage or bad input,
128 + signal when a signal stopped it.

With \`--json\` standard output is one JSON object a line, each with \`event\`. What an event says is not repeated in words; progress,
notes and errors go to standard error. Without it, control characters in what a model wrote, and in texts, labels and names, are shown
as pictures (\`␛\` for escape) and never reach the terminal; the JSON has the text as it is.
Numbers that are not finite are null; lines and columns are 1-based, columns count UTF-16 units. Losses are nats per token, that is
per character or word; bitsPerCharacter compares the two: loss × tokens ÷ characters ÷ ln 2, of the whole part, white space counted.

\`train\`, \`sweep\`, \`validate\` and \`gradients\` take \`--set key=value\`, as often as needed, which changes the config for this once. The value is read
as the key takes it: a key that takes text alone takes the text as it is typed (\`sampling.prompt=1984\`), others take JSON, numbers also
in the form \`.01\`, and text without quotes. An option makes the object that it belongs to (\`training.clip.norm=1\`,
\`training.optimizer.beta1=0.8\`), and an entry of a list goes by its index from 0 (\`baselines[0].order=3\`). Lines and columns of problems are
those of the file as it stands; a problem of a setting names the setting instead.

| command | events, in order |
|---|---|
| \`new\` | \`new\`; without a template's name a \`template\` each |
| \`train\` | \`start\`; a \`baseline\` each and part, of those that are trained after some \`baselineStep\`; any number of \`step\`, \`measuring\`, \`validation\`, \`report\`, \`sample\`, \`warning\`, \`saved-again\`; \`error\` where it failed; always last \`done\`; with \`training.seeds\` first \`group\`, then all of that for each run, and last \`groupDone\` |
| \`sweep\` | \`sweep\`; all that \`train\` says of each trial, with \`trial\` (its number from 1) beside it, of several trials at a time in any order; with halving a \`rung\` each; a \`trialDone\` each; \`error\` where it could not begin; always last \`sweepDone\` |
| \`evaluate\` | \`evaluation\` |
| \`predict\` | a \`prediction\` each input, or an \`error\` where it cannot be read, then \`predictions\` |
| \`transcribe\` | a \`transcript\` each sound, or an \`error\` where it cannot be read, then \`transcripts\` |
| \`forecast\` | a \`forecast\` each row |
| \`inspect\` | \`inspection\`; of networks then \`whatIf\`, \`gradient\`, \`gradients\` (one a run) and \`patch\` where they are asked for, a \`tensor\` each, and with \`--says\` a \`says\` each |
| \`validate\` | a \`problem\` each |
| \`list\` | a \`run\` each |
| \`compare\` | a \`compared\` each, the best first, a \`compared-group\` each, a \`difference\` each, then \`comparison\` |
| \`sample\` | a \`sample\` each; with \`--next\` a \`next\` |
| \`score\` | a \`line\` each, of pairs an \`error\` where one cannot be read, then \`score\` |
| \`gradients\` | \`gradients\` |
| \`export\` | \`export\` |
| \`bench\` | a \`peak\` a build, then a \`bench\` a row |

| event | fields |
|---|---|
| \`new\` | template, folder, configs (paths), files (names) |
| \`template\` | name, about, expect, configs (names) |
| \`start\` | run, id, config, counted (what the model is called, of one that counts and takes no steps), parameters, steps, step, bestBy (the figure that chooses the best parameters, see \`training.best\`), minibatchesPerEpoch, build, threads, memory (bytes that a process which does nothing else will hold at its peak), data (bytes, tokens, vocabularySize, symbols (of them, those of the texts: no specials), onlyOutsideTraining, characters, unknown: tokens that are \`<unk>\`, unknownShare, unusedTargets); of tasks over whole sequences data has bytes, sequences, steps, longest, truncated, balance (how often each label occurs), vocabularySize, symbols, unknown, unknownShare, unusedTargets (sequences that an epoch leaves out) |
| \`baseline\` | name (for people), settings (its entry of \`baselines\` with all options), part (validation, test), loss (of the targets that the network is measured on; null where some were impossible and it is infinite), targets, impossible (how many of them it held impossible), of one that was trained parameters and steps (those planned), and metrics like those of \`validation\` |
| \`baselineStep\` | name, step, steps and loss of a baseline that is being trained: at its validations, and twice a second |
| \`measuring\` | part (\`validation\` or \`test\`), step, and share of the measurement that is done, 0 to 1: four times a second where it takes longer than half a second |
| \`step\` | step, epoch, loss, gradientNorm and clippedNorm (before and after clipping), clippedShare (of the steps, how many were clipped), updateRatio (‖change of the weights‖ / ‖weights‖), tokensPerSecond: means since the row before; learningRate; seconds (that the run has been trained for); with \`training.parameterStatistics\` also parameters: gradientNorm, clippedNorm and updateRatio of each, at that step |
| \`validation\` | step, loss, targets, seconds (as of \`step\`), and what the task measures: of a text perplexity, bitsPerCharacter, of items also hitAt1, hitAt5, hitAt10, mrr, of cloze pseudoPerplexity instead of both; of classification accuracy, macroF1, calibrationError, mae (ordered labels), or of several labels exactMatch, precision, recall, microF1, macroF1; of tagging accuracy, macroF1, and of entities precision, recall, f1 (conlleval); of forecasting mase and naiveMase, and of one column mae, rmse and naiveMae in the units of the file: those of several columns are in \`errors\` of the report; of sequence-to-sequence perplexity and tokenAccuracy given the target's symbols before, and of what is written (greedily for the same 500 examples at most; in the test and by \`evaluate\` for all, with \`sampling.beam\`) exactMatch, bleu and chrf (0 to 100, as sacreBLEU 2 has them with the tokens 13a, of characters char), errorRate (edits over tokens of the target) and, of characters, wordErrorRate; of transcription errorRate, its parts substitutions, insertions and deletions, of characters wordErrorRate, and exactMatch, by the best path, in the test and by \`evaluate\` with \`sampling.beam\` |
| \`report\` | part, step, report: what does not fit in one number: confusion (labels, counts: row = true, column = predicted; up to 40 labels), classes and entities (label, actual, predicted, correct, precision, recall, f1), calibration (bins: from, to, count, confidence, accuracy), horizons (horizon, mase, naive, and of one column mae, rmse), errors (of several series or columns: series, column, windows, mae, rmse, mase, naive), lengths (of written output by tokens of the source: from, to, examples, exactMatch, errorRate, bleu, which is null where all outputs are shorter than four tokens), worst (the ten outputs that are the furthest from the truth: source, output, truth, errorRate, stopped); of transcripts edits (labels, substitutions, insertions, deletions: how many) and confused (up to 20 pairs of labels that were taken for each other: truth, output, count), examples (shown: up to 300 with preview, confidence, line, and of a long sequence from and of; wrong and total: how many of the part are wrong, and all; of items a preview has history, the ten ranked next, actual and rank) |
| \`evaluation\` | run, part or, where another file was measured, data (the file as it was named), loss, targets, metrics like those of \`validation\`, report (whole; with attention, each of worst has alignment and symbols too, but for very long ones); of another file of examples or pairs leftOut (rows that cannot be read and are not measured; of pairs, also those with an empty side or a long one) |
| \`prediction\` | run, line, text, answers (a list of label and probability by falling probability; with perStep one list a step), symbols (as they stood, one a step), perStep, several (each label by itself: those above one half are meant), unknown, unknownTrained (false: there are some, and training never saw the \`<unk>\` that they are read as), truncated (steps cut off); where an answer stands in the file expected (labels, a list for each answer), agrees (of each answer), right (how many agree), compared (how many have a label that the run has) and foreign (labels that it has not, and the label of the run that may be meant); with \`--entities\` entities: type ("" where tags have none), start and end (tokens, from 0, end excluded), text, and where the input is a line of text startCharacter and endCharacter (code points, likewise) |
| \`prediction\` of sequence-to-sequence | run, line, text, source (symbols, as they stood), outputs (the best first, as many as \`--nbest\` asks for): tokens, text, stopped (by itself; otherwise it was cut at its limit), logProbability (nats, \`<eos>\` counted), score (with the penalties of length and coverage), alignment (what each token looked at, one row a token, with \`<eos>\` where it stopped, one weight a source token; null without attention); unknown and unknownTrained as above; where the file has the target expected and agrees |
| \`prediction\` of transcription | run, line, text (the input, or how many steps it has), outputs (the best first, as many as \`--nbest\` asks for): tokens (labels), text, logProbability (nats, of all paths), score (with the language model and bonuses), steps (of each label, from 0, where it stands most likely); path (the likeliest label of each step), unknown and unknownTrained as above; with \`--align\` labels (all that there are), posteriors (their probabilities, a row a step) and lattice (labels: the transcript with its blanks; weights: the share of its paths at each of them, a row a step), of the transcript in the file where it has one; where it does, expected and agrees. Of a model that always gives the same transcript, logProbability, score, steps and path are null |
| \`transcript\` | run, file, seconds (how long the sound takes), text, outputs (of \`transcribe\`, the best first: text, tokens, times: when each label is spoken, in seconds, the middle of the step at which it stands most likely; steps, logProbability and score, not of a tagger), path (the likeliest label, blank or tag of each step), expected and agrees where a text stands beside the sound, sound (its absolute path) |
| \`transcripts\` | run, inputs, unread (of them, those that could not be read) |
| \`predictions\` | run, inputs, unread (of them, those that could not be read), right and of (answers that agree with the file, of how many that are compared) |
| \`forecast\` | run, series (of several, its name), ahead (from 1), values by column |
| \`sample\` of \`train\` | step, prompt, text; index, from 1, where a step has several; backward: true where the text stands before the prompt; preview: of an example, the example and what the network answers, as an object; drawn: of a text, and of the output of a pair, its first 1,000 symbols in its order, each with text (what it adds), probability (by the network as it is, without temperature; null of one that was given) and likeliest, the five likeliest in its place (symbol, probability, and text where it would add something else) |
| \`warning\` | code, message; key of the config, where it is about one |
| \`saved-again\` | run, message: its folder was deleted or moved while it trained, and was written again, without its earlier checkpoints; the training goes on |
| \`error\` | code, message; where there is one: hint, file, line, column; setting: the \`--set\` that it stands in, instead of a place; settings: those without which what stands in the file would be right |
| \`group\` | group (its id), seeds (one a run) |
| \`groupDone\` | group, runs (folders of those that began), reason (finished; stopped; error where a run could not begin) |
| \`sweep\` | sweep (its folder), id, method, metric, jobs (how many trials train at a time), trials: trial, settings (key, value), state (waiting, running, finished, ended-early, interrupted, diverged, failed), runs (ids, one a seed), steps, value (null without one) |
| \`rung\` | trial, step, value, cutoff (what it had to reach; null for the first), goesOn |
| \`trialDone\` | the same fields as one of \`trials\` |
| \`sweepDone\` | sweep, id, reason (finished; stopped; error), best (a trial, or null), importance: key, rho (Spearman's rank correlation with the figure, or null), p (how probable so large a one is by chance), n; importanceStep: with halving, the step at which the figures were measured that importance compares |
| \`done\` | run, reason (finished, stopped, early-stopping, diverged, error), steps, seconds, tokensPerSecond, bestBy, best, validation, test: each such a measurement (step, loss, and metrics like those of \`validation\`) or null; test is measured with the best parameters |
| \`problem\` | severity, code, message, key, file, line, column, endLine, endColumn; setting instead of a place, and settings, as above |
| \`run\` | run, id, state (running, finished, stopped, interrupted, failed, diverged), name, created, step, steps, loss, validation, bestBy, best, test, seed, before (id of the run of the same config before it, or null) and changes: in what the two differ, a list of key, before and after, and of file where a data file has another content; notes (what a person noted: star, name, note, tags, colour, each where there is one); last: whether \`last\` means this run; or problem where it cannot be read |
| \`compared\` | run, id, name (the one noted for it, else its config's), notes (as of \`run\`), settings (those in which the runs differ, by key), best and test (as of \`run\`), step, seconds, parameters, seed |
| \`compared-group\` | label, runs (ids; they differ in \`training.seed\` alone), figures: part, figure, mean, deviation (of a sample, n − 1; null of one run), n |
| \`difference\` | better, worse (labels of groups), part, figure, gains (by how much the first is better, for each seed that both have), wins (of how many seeds), mean, interval (of the mean gain with 95 % confidence: low, high, and by: student below ten seeds, else bootstrap; null of fewer than three), certain (the interval holds no loss), text |
| \`comparison\` | runs (their number), by (part and figure that runs are judged by: the one that chose the best parameters, on the test part where all were tested), warnings (why figures cannot be compared) |
| \`sample\` of \`sample\` | run, index (from 1), prompt, text, logProbability (nats of the text by the network as it is, without temperature), tokens (drawn), ended (before its length), redrawn (how often \`<unk>\` came up), unknown (symbols of the prompt that the network does not know), length, temperature, topK, topP, stop, count, distinct, beam, seed; state: of a running text warm or cold, as it began; backward: true where the text stands before the prompt; filled: what stands in the gaps, of a cloze model; drawn: with \`--likeliest\`, as of \`train\` |
| \`sample\` of \`sample\`, of sequence-to-sequence | run, index, prompt (the source), source (its symbols), text, tokens, stopped, logProbability and alignment as of \`prediction\`, unknown (symbols of the source), length, temperature, topK, topP, count, distinct, beam, seed |
| \`next\` | run, prompt, state as above, symbols: the likeliest that come next, of a cloze model those that fit the first gap, each with symbol and probability; unknown, as above |
| \`inspection\` of count-based models | run, model (for people); of n-grams contexts, from the longest that was ever seen before what follows the prompt to the empty one: context, counted (what the model counts: occurrences, or continuations, how many different symbols stood before context and symbol: Kneser–Ney, in all but the longest context), count (their sum), different (symbols that followed), rest (the share left to the shorter context), symbols (symbol, count), and unknown, as above; of other models that count classes: label, and tokens (token, evidence: how much it speaks for the class) or, where tokens do not matter, share |
| \`inspection\` of networks | run, task, checkpoint (step, and parameters: best, last or kept), typed (how a person would type it: text, target, start; null of rows of numbers), strips (the time axes: name is input, or source and target; symbols, "" for the start symbol; unknown: steps that are read as \`<unk>\`; of rows of numbers columns: name, after Δ where it is the change from the row before, mean and scale, so that mean + scale · \`input\` is in the units of the file), layers (name: l0, l0_reverse, encoder.l0; index, direction, strip, cell, units, settings, groups of a Clockwork network, tensors: name, kind, label, width and range; says: true, or because: why its state says nothing by itself), predictions (kind: symbol, class, labels or numbers; strip; perStep; ahead: how many steps after a row stands what it is about; by row actual, surprise in nats, null where nothing came, and candidates: symbol and probability; total and mean of the surprise; baseline, where n-grams are counted beside the network: name, surprise (null too where it is infinite, as of what was never counted), total, mean; of numbers columns, forecast and actual), transcript of a transcription (labels: the columns of ctc.posterior; path: the likeliest label of each step; collapse, output, beam, logProbability, truth, texts: output, truth; lattice: of: truth or output, labels: the columns of ctc.lattice, logProbability), sound of steps that were made of one (file; first: the middle of the first step, and every: from one to the next, in seconds), tensors of no layer (name, shape), notes |
| \`tensor\` | name, shape, values (row-major); states, gates and candidates, or what \`--tensor\` names: l0.h, l0.c, gates l0.i, their sums l0.pre.i and terms l0.term.i.input, l0.term.i.recurrent, l0.term.i.bias, what of a state is kept and added (l0.kept, l0.added), input, logits, probabilities, surprise, attention |
| \`says\` | layer, mean, surprise and candidates by step: what the state of the layer says by itself, through the output layer |
| \`whatIf\` | changes (do: clamp, withoutRecurrence or symbol, with what it is done to), loss (mean surprise over rows from \`from\` to \`to\` of the predictions, before and after), samples (how the text goes on, where the network writes: seed, length, texts: temperature, 0 for the likeliest each time, before, after), and as of \`inspection\` the network with the change, whose tensors follow |
| \`gradient\` | step, symbol, of (loss or forecast), ahead (rows beyond the next, of a forecast that goes on from its own predictions), loss (−ln p of the symbol after the step, or the forecast of the column \`symbol\` in the units of the file), layers (layer, norms: ‖∂L/∂state‖ of each step, h and c together), saliency (gradient × input of ln p by strip and step), shares (of each recurrent matrix: parameter, strip (its time axis), norm of ∂L/∂W, norms of each step's part, share, which adds up to 1, and of a forecast further ahead, as part of the sum, ahead: the share of the steps that read the network's own predictions) |
| \`gradients\` | run, of and symbol as of \`gradient\`, steps (whose predictions were looked at, every \`stride\`-th), layers (layer; norms: a row a prediction, a column a step; byLag: relative to lag 0, geometric mean over losses predictions; verdict: kind vanishes, explodes or healthy, lag), shares as of \`gradient\`, of the mean loss |
| \`patch\` | tensors (rows: a state, a layer, all), strips (of each row the time axis of its columns), steps (columns), stride, recovery ((corrupt − patched) / (corrupt − clean), a row a tensor; null where the two losses are nearer than 0.01 nats, and in it where an input has no such step), whole (the same with all steps patched together), step, symbol, loss (clean: the text of \`--from\`; corrupt: that of \`--text\`) |
| \`inspection\` of sequence-to-sequence | as of networks, and for the source of \`--text\` source (symbols), text, stopped, logProbability, symbols (\`<eos>\` last where it stopped): symbol, probability, likeliest (symbol, probability), attention (one weight a source token, or null); unknown |
| \`line\` | run, line (from 1), text, logProbability (nats, null where a character cannot be known), perplexity, bitsPerCharacter, targets, state (of a running text warm or cold, as the line began), start (what the network read first: \`<bos>\`, of characters a line break; null where the first character is not trained and not counted), unknown, tokens in reading order: symbol, logProbability (null where not trained), unknown: true where the network reads \`<unk>\`; the line's end is one of them; of a cloze model pseudoLogProbability and pseudoPerplexity instead |
| \`score\` | run, lines, logProbability, perplexity and targets of all lines, likeliest (number of the line with the largest logProbability), state as above; of examples that start with a label or numbers, where nobody gave them, assumed (start, from: config or means), in each line too; of a cloze model pseudoLogProbability and pseudoPerplexity |
| \`line\` of sequence-to-sequence | run, line, source, text (the target), logProbability, perplexity, targets, tokens (symbol, logProbability, unknown: true where \`<unk>\` stands for it; \`<eos>\` last), alignment as of \`prediction\`, unknown and unknownTrained (of the source); \`score\` then has lines, unread, logProbability, perplexity and targets |
| \`line\` of transcription | run, line, source (as text of \`prediction\`), text (the transcript), logProbability (nats, of all paths; null where there is none), targets (labels), lossPerLabel, steps as of \`prediction\`, unknown and unknownTrained; \`score\` then has lines, unread, logProbability, targets and lossPerLabel |
| \`gradients\` | task, loss (what the step lowers: the mean over the minibatch, smoothed and weighted as the config says), where steps are tokens inputs (ids, [T][B]), where they have numbers vectors ([T][B][F], normalised), of whole sequences lengths ([B]; zeros stand behind the end), of pairs targetInputs (ids [U][B], what the decoder reads) and targetLengths ([B], with \`<eos>\`), targets (ids [T][B] or [B], −100 where nothing is to be predicted; or numbers [T][B][C] or [B][C]); what these stand for: vocabulary, of pairs targetVocabulary, labels, negative (the answer no), normalization (of inputs and targets: column, mean, scale; of several series a list, series, each with its name), classWeights (weights of classes, positive of the answer yes); config (resolved), out |
| \`export\` | run, format, file, tensors, bytes |
| \`peak\` | build, gflops: what a matrix product whose operands stay in the cache reaches |
| \`bench\` | build, threads, row, kind (training, sampling, loading), perSecond (tokens, characters, megabytes), gflops and share (of the peak) or null, memory (bytes of WebAssembly), resident (bytes of the process at its highest so far) |

## The training panel

**Unroll: Train RNN** opens a panel for each training, and **Unroll: Show Training Panel** opens that of any run. Every part of it can be used
by keyboard, and each chart and map has a table.

**Curves.** Each figure has a chart: loss, the metrics of the task, gradient norm, share of clipped steps, learning rate, update ratio, speed,
and with \`training.parameterStatistics\` those of each parameter. *Add Figure* adds one; the buttons of a chart enlarge, move or remove it
and switch to a logarithmic scale. All charts share one horizontal axis, which counts steps, epochs or time. Drag over a stretch, or
turn the mouse wheel with Ctrl, or press **+** and **−** to zoom; drag with Shift, or press Shift and an arrow key, to move. With Alt, the wheel zooms the
heights of one chart, as **↑** and **↓** do. **0**, a double click or *Show All* shows everything again. The pointer, or **←** and **→**, read the
values of all charts at one step. Click a name in the legend to hide its curve; double-click it, or press **I**, to show it alone. *Smoothing* averages
the curve; the curve as it was measured stays behind it. A star marks the best validation, and dashed lines are baselines. When the validation
loss has begun to rise while the training loss falls, a sentence says since which step. *Export* saves PNG, SVG, CSV or JSON, or copies a Markdown table.

**Control.** *Pause*, *Continue*, *One Step* (the minibatch as text, its loss, the norms of each parameter), *Save* (a checkpoint now) and
*Learning Rate* (it holds from the next step on). Only the learning rate changes the result: the log has a \`learningRate\` row, and a
run whose rate was changed at step k equals, to the bit, a run whose config changes it there. A paused training holds its lock and its memory.

**What it says.** The slider goes through the samples of the training. Colours show the probability of each symbol, and the
pointer or the arrow keys show the five likeliest symbols in its place; choose one, and the network continues from there. The run keeps
the probabilities of its newest twenty texts in \`symbols.json\`. *Sample Now* takes a prompt, temperature, top k, top p, length, seed, beam,
and of other tasks a label or a source, and asks the network as it is between two steps, or its best parameters. It changes no bit of the training.

**Results.** Examples of the measured part, wrong ones first; the confusion matrix, whose cells open their examples; calibration; forecasts
over the series with the error of each horizon and of the naive forecast.

## Seeds and comparison

The result of a training depends on its seed. \`"training": { "seeds": 5 }\`, or \`--set training.seeds=5\`, trains a config five times, with
\`seed\`, \`seed\` + 1 and so on, as a group of ordinary runs.

\`unroll compare A.rnnconfig B.rnnconfig\` compares all runs of both configs; runs can also be named one by one, or by a folder that they lie in, and one run alone is compared
with the run of its config before it. The first table has a row for each run, the best first: the settings in which the runs differ,
and their figures. \`*\` marks the best value of a column, ★ a run that you starred. Runs that differ only in their seeds are a group, and the second table has their
means: ± is the standard deviation over the seeds (n − 1). A sentence says which of two groups is better, by how much, and in how many of the
seeds that both have. There, ± is half of the 95 % confidence interval of the mean difference (Student's t; from ten seeds on the interval is
a bootstrap's, and both its ends are printed). If the interval includes zero, the two groups cannot be told apart. An interval takes at least three seeds. Notes say where figures cannot be compared, for
example because vocabularies or test data differ. \`--by FIGURE\` chooses the figure, \`--all\` shows all, \`--markdown\` prints Markdown.

In VS Code, **Unroll: Compare Runs…** opens a panel with the same table and sentences; the view of runs does so for the runs that are selected, for a
run and the one before it, and for all of a group. A tick in the table draws a run. A heading sorts by its column, *Columns* hides and shows
columns, *Export Table* saves a CSV with every digit or copies Markdown. The curves lie over each other in the charts of the training panel. A
group of seeds is one curve, the mean of its runs at each step, in a band from the lowest to the highest, or of one standard deviation on
either side; *Each run by itself* draws them apart. A run that is hidden in the legend of one chart is hidden in all. Of more than twenty
runs, the best twenty are drawn until you tick others, and more than a few curves in a chart have fewer points each. Below stand the latest samples side by side, or the examples that
several runs have answered, those on which they differ first. What you type in the last field is asked of all runs that are drawn, one after the other; texts are drawn with the same seed.
*Compare Configs* shows all settings of two runs, with the defaults, in the editor for differences.

## Sweeps and the queue

A config with the key \`sweep\` names settings and the values to try:

\`\`\`jsonc
"sweep": {
  "parameters": { "model.units": [64, 128], "training.learningRate": { "logUniform": [1e-4, 1e-2] } },
  "method": "random", "trials": 20
}
\`\`\`

\`unroll sweep FILE\`, or **Unroll: Run Sweep** in VS Code, trains the trials. The end names the best one, lists which settings go with the figure and how
probable that is by chance, and gives the command that trains the best with five seeds. \`unroll train\` trains the config alone, without its sweep.
In VS Code each trial is a training like any other, with its panel and its line in the list of runs; the status bar tells which trial
trains. *Stop* on a trial, or **Unroll: Stop Sweep**, stops the sweep, and **Run Sweep** offers to resume it.

While a run trains, **Train RNN** and **Run Sweep** offer to add the next one to the queue; **Unroll: Add to Training Queue** does so without asking.
\`unroll.maxTrainings\` says how many train at a time (1 by default), and how many trials of a sweep. The queue stands above the runs, and
**Unroll: Show Training Queue** lists it: its buttons move an entry or remove it, and choosing one trains it now. An entry trains the config as it
was when it was added. After a reload the queue, and a sweep that was training, wait until you choose *Continue Queue*.

## The runs of a workspace

The **Unroll** view in the activity bar of VS Code lists every config of the workspace with its runs; the runs of several seeds, or of a sweep, are a group.
A run goes by the name that you gave it, else by the settings that differ from the previous run of its config (in a group: from the other
runs). Beside it stand its best figure on validation, when it began and its tags. The icon is its state, its colour stays the same.

| what | how |
|---|---|
| see a run | click it, or press Enter; the next one takes its panel |
| rename, star, delete, undo deleting | F2, Ctrl+D, Delete, Ctrl+Z on a line (macOS: F2, ⌘D, ⌘⌫, ⌘Z); several lines can be selected |
| resume, stop, inspect, note, tags, colour, duplicate as a config, export, open the folder | the menu of a line (Shift+F10), or the palette |
| filter | **Unroll: Filter Runs…**: words, all of which a run must have in its name, settings, config, note or task; \`"two words"\`, \`#tag\`, \`@starred\`, \`@running\`, \`@finished\`, \`@stopped\`, \`@interrupted\`, \`@failed\`, \`@diverged\` |
| sort | **Unroll: Sort Runs…**: newest, oldest, best or starred first, longest training, by name |

A deleted run moves to \`.unroll/trash\`. **Unroll: Restore Deleted Runs…** brings it back for 30 days; then its folder is removed for good. The colours are
theme colours (\`unroll.run.blue\` …), which \`workbench.colorCustomizations\` changes.

## A run on disk

\`.unroll/runs/<id>/\` beside the config. Nothing outside the folder is needed to use a run. A folder that is deleted or moved
while its run trains is noticed at once: all that is known is in memory, and is written again where it was, or in VS Code where you say;
only earlier checkpoints are lost.

| file | content |
|---|---|
| \`run.json\` | the resolved config, state, summary, versions, build, hashes of the data; of a group also its id, and which run of how many it is; of a trial the id of its sweep, and which trial of how many it is |
| \`vocabulary.json\` | the symbols, by id; of items also what separates them, of words how they are split, and how often each has white space before and after it; of running texts \`pasts\`, the stretches of training that a text begins after, in ids; of other tasks the labels, the columns and how numbers are normalised |
| \`metrics.jsonl\` | \`step\` and \`validation\` events; \`{"event":"resume","step":n}\` voids earlier rows of larger steps. \`{"event":"learningRate","step":n,"base":x}\`: somebody changed the base of the learning rate after step n, and it holds from the next step on; a resume at step n or before voids the row, and writes it again where its checkpoint has the change |
| \`samples.jsonl\` | step, prompt, text, and of an example preview |
| \`symbols.json\` | of the newest twenty texts and outputs of pairs of \`samples.jsonl\`: step, index and drawn, as in a \`sample\` event |
| \`reports.json\` | the last \`report\` of each part |
| \`baselines.json\` | what \`baseline\` events said |
| \`checkpoints/baseline.safetensors\` | a baseline while it is trained: like \`last\`, with its best parameters so far under \`unroll.best-parameters.\` |
| \`checkpoints/last.safetensors\`, \`best.safetensors\` | parameters under PyTorch's names, with \`training.averaging\` their average; the optimizer's moments, carried states and the rest under \`unroll.\`; of n-grams (\`model.kind\` "ngram") for each length k \`ngram.k.symbols\`, \`counts\` (of Kneser–Ney \`continuations\` in all but the longest), \`weights\` by context, \`first\` (where each context begins) and \`rests\` (what it leaves to the shorter one) |
| \`checkpoints/step-NNNNNNNN.safetensors\` | those that \`training.keepCheckpoints\` keeps, like \`last\` |
| \`notes.json\` | what a person noted in VS Code, each where there is one: star, name, note, tags, colour; a script may write it too, and keys of its own in it stay |
| \`lock\` | which process is using the run |

In pandas: the curves of a run, and a table of all runs with their settings and figures.

\`\`\`python
import pandas as pd
rows = pd.read_json(".unroll/runs/RUN/metrics.jsonl", lines=True)
rows[rows.event == "validation"].plot(x="step", y="loss")
\`\`\`
\`\`\`python
import json, pathlib, pandas as pd
read = [json.loads(path.read_text("utf-8")) for path in pathlib.Path(".unroll/runs").glob("*/run.json")]
runs = pd.json_normalize(read)  # config.model.units, config.training.seed, summary.best.loss, …
\`\`\`

Of a run that was resumed, \`rows.drop_duplicates(["event", "step"], keep="last")\` has the rows that count, up to its last step.

In PyTorch: \`model.load_state_dict(safetensors.torch.load_file("last.safetensors"), strict=False)\`; a file of \`export --format
safetensors\` loads strictly. Cells that PyTorch does not have (peepholes, the original GRU, Clockwork, SCRN …) are another matter:
its layers refuse such a file or silently compute something else. \`unroll.cells\` in the metadata of each file says how its cells compute.

## A sweep on disk

\`unroll sweep\` trains the trials of the key \`sweep\`, each an ordinary run, equal to the bit to the same config trained alone with as many
threads. A trial measures no baselines, since they would be the same for all of them. Where there are more trials than cores, one trains on
each core with one thread; \`--jobs N\` says otherwise. Halving has one trial at a time unless more are asked for: with several, which of
them end early depends on timing. A trial's figure is that of its best checkpoint, and with \`training.seeds\` the mean over its seeds. Before
anything trains, the settings of every trial are checked together with the rest of the config.

Halving is asynchronous successive halving in its stopping form, as Ray Tune's \`ASHAScheduler\` with one bracket and a reduction factor of 3. At a
rung, the figure of validation at that step is compared with those of the trials that came there before; a trial below their best third, the
67th percentile with linear interpolation, ends there, and can be resumed by hand. A rung that is no step of a validation measures one for
itself alone: the run does not hear of it.

The folder \`.unroll/sweeps/<id>\` beside the config has a \`lock\` and \`sweep.json\`, which is replaced whole at each change: method, figure and
whether larger is better (rises), seeds, jobs, minSteps, the config (configText as it was, and resolved), trials (as in the event \`sweep\`) and the decisions of halving (as in
\`rung\`). A sweep reads its config once, when it begins. One that was stopped or killed at any instant resumes with \`unroll sweep --resume ID\` to the same trials: those that ended stay as
they are, those that were cut short go on from their last checkpoint, and a decision that was made is not made again.
`;

const EXPERIMENTS = `
## Experiments to begin with

\`unroll new --from FILE\`, or in VS Code **Unroll: New Experiment**, *From My Own Data*, or the menu of a data file in the
explorer, writes a config for data of your own beside them. The task is guessed
from what the file holds, and comments say what was guessed: a running text or one of words that stand apart, short texts that are one a
line, baskets, a table of labelled texts or numbers, tagged tokens, a series of numbers, pairs of texts in a table or in two files of lines,
vectors with a transcript, sounds with their texts or labels: a folder or a table of them. Several files of one kind may be given. Files beside it that are called like it (\`train\`, \`dev\`, \`test\`) become its validation and test.

\`unroll new TEMPLATE DIR\`, or **Unroll: New Experiment** in VS Code, writes a commented config and its data into a folder.
Existing files are never overwritten. This works in Restricted Mode too: it writes new files of its own and starts nothing. Your own data are read only where you trust the
folder.
Each trains in less than three minutes on two cores; \`npm run bench -- templates\` measures that.

| template | about | what to expect |
|---|---|---|`;
