import { resolve } from "node:path";
import type { Message } from "../../base/message.ts";
import type { UserError } from "../../base/userError.ts";
import { tagsSteps, tasks } from "../../config/index.ts";
import {
  savedConfig,
  type TranscribedLine,
  type TrimmedSound,
  transcribeSounds,
  trimSounds,
} from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import type { Command } from "../command.ts";
import { ReadInputs } from "../readInputs.ts";
import { shareText } from "../text/format.ts";
import { heardText, type Truth } from "../transcripts/heardText.ts";
import { transcriptOptions, transcriptRequest } from "../transcripts/transcriptOptions.ts";

/**
 * `{"event":"transcript","run","file","seconds","text","outputs":[{"text","tokens","times","steps","logProbability","score"}],"path"}` for
 * each sound, `error` for what cannot be read, then `{"event":"transcripts","run","inputs","unread"}`
 */
export const transcribe: Command = {
  name: "transcribe",
  usage: "RUN FILE.wav…",
  summary: "Transcribes sounds (.wav files) with a run that was trained on sounds.",
  details: [
    "Each FILE is a .wav file, a pattern such as *.wav, or a folder of .wav files. They are mixed to one channel and resampled to the",
    "rate that the run reads; other rates are reported. Sounds that cannot be read are reported and skipped. --times shows when each",
    "label is spoken, in seconds; --json always includes it. Where the text of a sound stands beside it (hello.wav, hello.txt), it is",
    "shown where it differs. For the sounds of a table, use predict.",
    "By default, the transcript is the best path; with --beam (or sampling.beam in the config), a prefix search finds it. --nbest lists",
    "the best transcripts with their scores, and --language-model helps to rank them.",
    "For a tagger, neighbouring steps with the same tag become one label, and the tag _ (silence) is left out.",
  ].join("\n"),
  options: {
    times: { type: "boolean", help: "show when each label is spoken, in seconds" },
    beam: { type: "string", value: "N", help: "the width of the prefix search; 0: take the best path" },
    nbest: { type: "string", value: "N", help: "list the N best transcripts; at most the width of the beam" },
    ...transcriptOptions,
  },
  positionals: { least: 2, most: Number.POSITIVE_INFINITY },
  async run(given, output) {
    const [reference, ...names] = given.positionals;
    const run = await findRun(reference, process.cwd());
    const files = names.map((name) => ({ path: resolve(name), name }));
    const request = await transcriptRequest(given);
    const inputs = new ReadInputs({ source: files[0].path, name: names[0] }, "sound", output);
    const warn = (message: Message) => output.warn(message.text);
    const lines: AsyncIterable<TranscribedLine | TrimmedSound | UserError> = tagsSteps(tasks[savedConfig(run).task])
      ? trimSounds(run, files)
      : transcribeSounds(run, files, request, warn);
    let [right, of] = [0, 0];
    for await (const { text: file, outputs, seconds, ...line } of inputs.readable(lines)) {
      // Of a tagger the truth is a tag a step, and no text.
      const truth: Truth = "agrees" in line ? line : {};
      if (truth.agrees !== undefined) of++;
      if (truth.agrees) right++;
      output.event({ event: "transcript", run: run.path, file, seconds, text: outputs[0].text, outputs, ...line });
      output.say(heardText(file, outputs, truth, given.options.times === true));
    }
    output.event({ event: "transcripts", run: run.path, inputs: inputs.count, unread: inputs.unread });
    if (of > 1) output.say(`\nAs in the text beside them: ${shareText(right, of)}.`);
    return inputs.conclude();
  },
};
