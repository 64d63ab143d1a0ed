import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import type { Dataset } from "../encode/dataset.ts";
import type { Encoding } from "../encode/encoding.ts";
import { says } from "./messages.ts";

/** What the answers of a training weigh in the loss that it lowers. */
export interface ClassWeights {
  /** (C): the loss of a row with class c, or of label c, is multiplied by this. */
  weights?: Float32Array;
  /** (C), of labels that are each a yes or no: and this multiplies the side of the answer yes. */
  positive?: Float32Array;
}

/** A label that has a weight and is not in the data is an error: its examples would count no more than others. */
export function refuseUnknownWeights({ training }: Config, encoding: Encoding, configFile: string): void {
  const { classWeights } = training;
  if (typeof classWeights !== "object" || classWeights === null) return;
  const known = labelsOf(encoding);
  const unknown = Object.keys(classWeights).find((label) => !known.includes(label));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  const place = { file: configFile, key: "training.classWeights" };
  throw new UserError(says.unknownWeight({ label: unknown, labels: known, near }), place);
}

/** The weights of a config for its data; undefined where all count alike. Labels that training never sees weigh 1. */
export function classWeightsOf({ training }: Config, { encoding, facts, parts }: Dataset): ClassWeights | undefined {
  const { classWeights } = training;
  if (classWeights === null) return undefined;
  const { kind, perStep } = parts.train.targets;
  const rows = perStep ? facts.steps.train : facts.sequences.train;
  const counts = facts.balance.train;
  const isBalanced = classWeights === "balanced";
  const given = (label: string) => {
    return !isBalanced && Object.hasOwn(classWeights, label) ? classWeights[label] : 1;
  };
  if (kind === "class") {
    const balanced = balancedWeights(counts);
    return {
      weights: Float32Array.from(encoding.target.labels, (label, c) => (isBalanced ? balanced[c] : given(label))),
    };
  }
  if (encoding.target.negative === undefined) {
    const positive = counts.map((count) => (count > 0 && count < rows ? (rows - count) / count : 1));
    return {
      positive: Float32Array.from(encoding.target.labels, (label, c) => (isBalanced ? positive[c] : given(label))),
    };
  }
  const balanced = balancedWeights([counts[0], rows - counts[0]]);
  const [yes, no] = isBalanced ? balanced : [given(encoding.target.labels[0]), given(encoding.target.negative)];
  return { weights: Float32Array.of(no), positive: Float32Array.of(yes / no) };
}

/** rows / (classes · rows of the class), of the classes that occur. */
function balancedWeights(counts: readonly number[]): number[] {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? rows / (present * count) : 1));
}

function labelsOf({ target: { labels, negative } }: Encoding): string[] {
  return negative === undefined ? labels : [...labels, negative];
}
