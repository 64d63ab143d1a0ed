import { tasks } from "../../config/index.ts";
import { savedConfig, type TranscriptRequest } from "../../runner/index.ts";
import { findRun, type RunFolder } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Arguments, Option } from "../command.ts";
import { usageError } from "../output.ts";

/** Options of how a transcription run decodes, beside those that other runs have too. */
export const transcriptOptions: Record<string, Option> = {
  collapse: {
    type: "string",
    value: "HOW",
    help: "for transcription: ctc, or trim, which removes blanks before it merges repeated labels, and so loses doubled ones",
  },
  "language-model": {
    type: "string",
    value: "RUN",
    help: "for transcription: a run whose language model helps to rank transcripts; needs a beam",
  },
  "language-model-weight": {
    type: "string",
    value: "X",
    help: "for transcription: the weight of the language model in the score",
  },
  "label-bonus": { type: "string", value: "X", help: "for transcription: added to the score for each label" },
};

/** Options of runs that write targets. */
const OF_TARGETS = ["length", "length-penalty", "coverage-penalty"];

/** Whether a run transcribes, or options were given that only such runs have. */
export function transcribes(run: RunFolder, { options }: Arguments): boolean {
  const isAsked = Object.keys(transcriptOptions).some((name) => options[name] !== undefined);
  return isAsked || tasks[savedConfig(run).task].predicts === "transcript";
}

/** What was asked with these options. */
export async function transcriptRequest(given: Arguments): Promise<TranscriptRequest> {
  const { options } = given;
  const foreign = OF_TARGETS.find((name) => options[name] !== undefined);
  if (foreign !== undefined) {
    throw usageError(`--${foreign} is for sequence-to-sequence`, "Leave it out: a transcript ends with its input.");
  }
  const whole = (name: string, least: number) => numberOption(given, name, { least, most: 100, whole: true });
  const { collapse, "language-model": languageModel } = options as Record<string, string | undefined>;
  if (collapse !== undefined && collapse !== "ctc" && collapse !== "trim") {
    throw usageError(`--collapse needs ctc or trim, not ${JSON.stringify(collapse)}`);
  }
  return {
    ...{ beam: whole("beam", 0), nbest: whole("nbest", 1), collapse },
    ...(languageModel !== undefined && { languageModel: await findRun(languageModel, process.cwd()) }),
    languageModelWeight: numberOption(given, "language-model-weight", { least: 0, most: 100 }),
    labelBonus: numberOption(given, "label-bonus", { least: -100, most: 100 }),
    align: options.align as boolean | undefined,
  };
}
