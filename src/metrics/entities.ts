import { type EntityTag, entityTags } from "./entityTags.ts";
import type { Measured } from "./report.ts";
import { microScores, scoreRow } from "./scores.ts";

/** An entity: its type and the steps from `start` up to but not including `end`. */
export interface Entity {
  type: string;
  start: number;
  end: number;
}

/**
 * The entities of steps from..to of one sequence, by conlleval's transitions, whatever the scheme and however malformed. One begins
 * at B or S, after E or S, after what is outside, and where the type changes; it goes on to the step before the next begins, or
 * before what is outside. What is no tag (−1) is outside.
 */
export function entitiesOf(tags: ArrayLike<number>, read: readonly EntityTag[], from: number, to: number): Entity[] {
  const found: Entity[] = [];
  let open: Entity | undefined;
  /** Whether the step before was the last one of its entity. */
  let isEnded = false;
  for (let i = from; i < to; i++) {
    const { position, type } = read[tags[i]] ?? { position: "O", type: "" };
    const begins = position === "B" || position === "S";
    if (open && position !== "O" && !begins && !isEnded && type === open.type) open.end = i + 1;
    else {
      open = position === "O" ? undefined : { type, start: i, end: i + 1 };
      if (open) found.push(open);
    }
    isEnded = position === "E" || position === "S";
  }
  return found;
}

export interface TagPredictions {
  /** The likeliest tag of each step, sequence after sequence. */
  predicted: ArrayLike<number>;
  /** The true tag of each step; −1 counts for nothing. */
  actual: ArrayLike<number>;
  /** How many steps each sequence has: no entity goes from one into the next. */
  lengths: ArrayLike<number>;
  /** C tags, by id. */
  labels: readonly string[];
}

/**
 * `precision`, `recall` and `f1` of whole entities: one is right when its type and both of its ends are. The report has a row for
 * each type; "" is that of entities without one. Undefined where `labels` mark no entities.
 */
export function entityMetrics({ predicted, actual, lengths, labels }: TagPredictions): Measured | undefined {
  const read = entityTags(labels);
  if (!read) return undefined;
  const types = [...new Set(read.filter(({ position }) => position !== "O").map(({ type }) => type))].sort();
  const counts = new Map(types.map((type) => [type, { correct: 0, predicted: 0, actual: 0 }]));
  let from = 0;
  for (let s = 0; s < lengths.length; s++) {
    const to = from + lengths[s];
    const truth = new Map(entitiesOf(actual, read, from, to).map((entity) => [entity.start, entity]));
    for (const { type } of truth.values()) counts.get(type)!.actual++;
    for (const { type, start, end } of entitiesOf(predicted, read, from, to)) {
      const count = counts.get(type)!;
      count.predicted++;
      const same = truth.get(start);
      if (same?.type === type && same.end === end) count.correct++;
    }
    from = to;
  }
  const entities = types.map((type) => {
    const { correct, predicted: guessed, actual: there } = counts.get(type)!;
    return scoreRow(type, correct, guessed, there);
  });
  return { metrics: microScores(entities), report: { entities } };
}
