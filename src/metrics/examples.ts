import type { LabelledAnswers } from "./labelled.ts";

/** Labels up to which each pair of a true and a predicted one has examples of its own: those that a matrix is shown of. */
const MOST_PAIRED = 40;
/** Of each pair, and of all errors and all that is right. */
const PER_PAIR = 3;
const MOST_WRONG = 60;
const MOST_RIGHT = 20;
/** In all. */
const MOST_EXAMPLES = 300;

export interface ChosenExamples {
  /** Sequences of the part, the worst errors first, and last what is right, the least sure first. */
  sequences: number[];
  /** Sequences with an error, and all of the part. */
  wrong: number;
  total: number;
}

/**
 * Which sequences of a part are worth a look: errors that the model was the surest of, sequences with the most wrong steps, what it got
 * right by a hair, and of each pair of a true and a predicted label some. Of any number of sequences it keeps a few hundred.
 */
export function chooseExamples({ lengths, perStep, labels, ...answers }: LabelledAnswers): ChosenExamples {
  const wrong = new Best(MOST_WRONG);
  const right = new Best(MOST_RIGHT);
  const pairs = new Map<number, Best>();
  const scores = new Map<number, number>();
  const hasPairs = labels.length <= MOST_PAIRED;
  const pairOf = (key: number) => {
    const found = pairs.get(key) ?? new Best(PER_PAIR);
    pairs.set(key, found);
    return found;
  };
  let errors = 0;
  for (let sequence = 0, row = 0; sequence < lengths.length; sequence++) {
    const end = row + (perStep ? lengths[sequence] : 1);
    const { mistakes, confidence } = judge(answers, labels.length, row, end);
    // What is wrong is above 1, what is right below.
    const score =
      mistakes === 0 ? 1 - confidence : perStep || answers.kind === "labels" ? 1 + mistakes : 1 + confidence;
    if (mistakes > 0) errors++;
    if ((mistakes > 0 ? wrong : right).offer(sequence, score)) scores.set(sequence, score);
    for (let at = row; hasPairs && at < end; at++) {
      eachPair(answers, labels.length, at, (key) => {
        if (pairOf(key).offer(sequence, score)) scores.set(sequence, score);
      });
    }
    row = end;
  }
  const ranked = [...wrong.all, ...byTurns([...pairs.values()].map(({ all }) => all)), ...right.all];
  const sequences = [...new Set(ranked)].slice(0, MOST_EXAMPLES);
  return {
    sequences: sequences.sort((a, b) => scores.get(b)! - scores.get(a)! || a - b),
    wrong: errors,
    total: lengths.length,
  };
}

type Answered = Omit<LabelledAnswers, "lengths" | "perStep" | "labels">;

/** Rows that are wrong, or of labels decisions, and how sure the model was of the rest; of what is wrong, how sure of that. */
function judge({ kind, predicted, actual, confidence, ...sets }: Answered, width: number, from: number, to: number) {
  if (kind === "labels") {
    let mistakes = 0;
    let least = 1;
    for (let i = from * width; i < to * width; i++) {
      const says = sets.probabilities[i] > 0.5;
      if (says !== sets.actualValues[i] > 0.5) mistakes++;
      least = Math.min(least, Math.abs(2 * sets.probabilities[i] - 1));
    }
    return { mistakes, confidence: least };
  }
  let mistakes = 0;
  let [least, surest] = [1, 0];
  for (let row = from; row < to; row++) {
    least = Math.min(least, confidence[row]);
    if (actual[row] < 0 || actual[row] === predicted[row]) continue;
    mistakes++;
    surest = Math.max(surest, confidence[row]);
  }
  return { mistakes, confidence: mistakes > 0 ? surest : least };
}

/** The pairs of a row: of classes the true and the predicted one; of labels each that is missing, and each that is too many. */
function eachPair(
  { kind, predicted, actual, ...sets }: Answered,
  width: number,
  row: number,
  met: (key: number) => void,
) {
  if (kind !== "labels") {
    if (actual[row] >= 0) met(actual[row] * width + predicted[row]);
    return;
  }
  for (let c = 0; c < width; c++) {
    const [says, is] = [sets.probabilities[row * width + c] > 0.5, sets.actualValues[row * width + c] > 0.5];
    if (says || is) met(3 * c + (says && is ? 0 : says ? 1 : 2));
  }
}

/** The few with the highest scores, the highest first; of equal ones those that came first. */
class Best {
  readonly all: number[] = [];
  private readonly scores: number[] = [];

  constructor(private readonly most: number) {}

  /** Whether it is among them now. */
  offer(sequence: number, score: number): boolean {
    const { all, scores, most } = this;
    // A sequence may be offered once for each of its steps.
    if (all.includes(sequence)) return true;
    if (all.length === most && score <= scores[most - 1]) return false;
    let at = all.length;
    while (at > 0 && scores[at - 1] < score) at--;
    all.splice(at, 0, sequence);
    scores.splice(at, 0, score);
    all.length = Math.min(all.length, most);
    scores.length = all.length;
    return true;
  }
}

/** The first of each list, then the second of each … */
function byTurns(lists: readonly (readonly number[])[]): number[] {
  return Array.from({ length: PER_PAIR }, (_, rank) => lists.flatMap((list) => list.slice(rank, rank + 1))).flat();
}
