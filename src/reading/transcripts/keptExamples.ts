import { ctcSteps } from "../../base/ctc/ctcSteps.ts";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import type { Collector } from "../examples/collector.ts";
import type { SideStore } from "../pairs/sideStore.ts";
import { says } from "./messages.ts";

/** Which examples are read, those that are short enough on both sides, and what is said of the others. */
export function keptExamples(
  collector: Collector,
  targets: SideStore,
  most: number,
  files: readonly CorpusFile[],
): { kept: Int32Array; said: Message[] } {
  const [steps, labels] = [collector.fullLengths.view(), targets.lengths.view()];
  const all = Array.from(steps.keys());
  const isLong = (i: number) => steps[i] > most;
  const long = {
    input: all.filter(isLong),
    target: all.filter((i) => !isLong(i) && labels[i] > targets.most),
  };
  const empty = all.filter((i) => !isLong(i) && labels[i] === 0);
  const said = (["input", "target"] as const).flatMap((side) => {
    const [first] = long[side];
    if (first === undefined) return [];
    const of = side === "input" ? { most, lengths: steps } : { most: targets.most, lengths: labels };
    const longest = long[side].reduce((longest, i) => Math.max(longest, of.lengths[i]), 0);
    return [
      says.tooLong({ examples: long[side].length, side, most: of.most, longest, ...at(collector, first, files) }),
    ];
  });
  if (empty.length > 0) said.push(says.emptyTargets({ examples: empty.length, ...at(collector, empty[0], files) }));
  return { kept: Int32Array.from(all.filter((i) => !isLong(i) && labels[i] <= targets.most)), said };
}

/** Labels of each example, by id. */
type LabelsOf = (example: number) => Int32Array;

/** Examples whose inputs are too short for any path to their targets. */
export function tooShort(collector: Collector, labelsOf: LabelsOf, among: Int32Array): Int32Array {
  const steps = collector.fullLengths.view();
  return among.filter((i) => ctcSteps(labelsOf(i)) > steps[i]);
}

/** The first of them, with its place. */
export function refuseShort(
  short: Int32Array,
  collector: Collector,
  labelsOf: LabelsOf,
  files: readonly CorpusFile[],
  isSound: boolean,
): never {
  const of = shortFacts(short, collector, labelsOf, files);
  throw new UserError(says.tooShort({ ...of, isSound }), {
    file: files[collector.files.view()[short[0]]].path,
    line: of.line,
  });
}

export function shortFacts(
  short: Int32Array,
  collector: Collector,
  labelsOf: LabelsOf,
  files: readonly CorpusFile[],
): Parameters<typeof says.shortLeftOut>[0] {
  const [first] = short;
  const labels = labelsOf(first);
  return {
    ...{ examples: short.length, steps: collector.fullLengths.view()[first] },
    ...{ labels: labels.length, needed: ctcSteps(labels) },
    ...at(collector, first, files),
  };
}

/** Where an example stands. */
export function at(
  collector: Collector,
  example: number,
  files: readonly CorpusFile[],
): { line: number; name: string } {
  return { line: collector.lines.view()[example], name: files[collector.files.view()[example]].name };
}
