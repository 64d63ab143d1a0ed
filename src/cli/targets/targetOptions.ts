import { tasks } from "../../config/index.ts";
import { savedConfig, type WriteRequest } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Arguments, Option } from "../command.ts";

/** Options of what writes the targets of a sequence-to-sequence run. */
export const targetOptions: Record<string, Option> = {
  beam: {
    type: "string",
    value: "N",
    help: "for sequence-to-sequence and transcription: searches with this many candidates; 0: greedily",
  },
  nbest: {
    type: "string",
    value: "N",
    help: "for sequence-to-sequence and transcription: lists the N best outputs; needs a beam of N or more",
  },
  length: { type: "string", value: "N", help: "for sequence-to-sequence: largest number of symbols of an output" },
  "length-penalty": { type: "string", value: "X", help: "for sequence-to-sequence: α of the score; 0: none" },
  "coverage-penalty": { type: "string", value: "X", help: "for sequence-to-sequence: β of the score; 0: none" },
  align: {
    type: "boolean",
    help: "for sequence-to-sequence: which source tokens each output token looked at; for transcription: the best path",
  },
};

/** What was asked with these options; undefined where none of them was given. */
export function writeRequest(given: Arguments): WriteRequest | undefined {
  const whole = (name: string, least: number, most: number) => numberOption(given, name, { least, most, whole: true });
  const request: WriteRequest = {
    beam: whole("beam", 0, 100),
    nbest: whole("nbest", 1, 100),
    length: whole("length", 1, 1_000_000),
    lengthPenalty: numberOption(given, "length-penalty", { least: 0, most: 10 }),
    coveragePenalty: numberOption(given, "coverage-penalty", { least: 0, most: 10 }),
    align: given.options.align as boolean | undefined,
  };
  return Object.values(request).some((value) => value !== undefined) ? request : undefined;
}

/** Whether a run writes a sequence for another. */
export function writesTargets(run: RunFolder): boolean {
  return tasks[savedConfig(run).task].reads === "pairs";
}
