import { tasks } from "../../config/index.ts";
import { savedConfig, type WriteRequest } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Arguments, Option } from "../command.ts";
import { usageError } from "../output.ts";

/** Options of how the targets of a sequence-to-sequence run are written. */
export const searchOptions: Record<string, Option> = {
  beam: {
    type: "string",
    value: "N",
    help: "for sequence-to-sequence and transcription: searches with this many candidates; 0: greedily",
  },
  length: { type: "string", value: "N", help: "for sequence-to-sequence: largest number of symbols of an output" },
  "length-penalty": {
    type: "string",
    value: "X",
    help: "for sequence-to-sequence: α of the score of a beam search; 0: none",
  },
  "coverage-penalty": {
    type: "string",
    value: "X",
    help: "for sequence-to-sequence: β of the score of a beam search; 0: none",
  },
};

/** The same, and which of the outputs are shown. */
export const targetOptions: Record<string, Option> = {
  ...searchOptions,
  nbest: {
    type: "string",
    value: "N",
    help: "for sequence-to-sequence and transcription: lists the N best outputs; needs a beam of N or more",
  },
  align: {
    type: "boolean",
    help: "for sequence-to-sequence: which source tokens each output token looked at; for transcription: the best path",
  },
};

/** What was asked of a run with these options; undefined where none of them was given. */
export function writeRequest(run: RunFolder, given: Arguments): WriteRequest | undefined {
  const whole = (name: string, least: number, most: number) => numberOption(given, name, { least, most, whole: true });
  const request: WriteRequest = {
    beam: whole("beam", 0, 100),
    nbest: whole("nbest", 1, 100),
    length: whole("length", 1, 1_000_000),
    lengthPenalty: numberOption(given, "length-penalty", { least: 0, most: 10 }),
    coveragePenalty: numberOption(given, "coverage-penalty", { least: 0, most: 10 }),
    align: given.options.align as boolean | undefined,
  };
  const beam = request.beam ?? savedConfig(run).sampling.beam ?? 0;
  const unused = (["length-penalty", "coverage-penalty"] as const).find((name) => Number(given.options[name] ?? 0) > 0);
  if (beam === 0 && unused !== undefined && writesTargets(run)) {
    throw usageError(
      `--${unused} ranks what a beam search finds, and greedy search finds one output of each source`,
      `Search with a beam, for example --beam 5, or leave --${unused} out.`,
    );
  }
  return Object.values(request).some((value) => value !== undefined) ? request : undefined;
}

/** Whether a run writes a sequence for another. */
export function writesTargets(run: RunFolder): boolean {
  return tasks[savedConfig(run).task].reads === "pairs";
}
