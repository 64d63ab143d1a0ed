import { sampleRun } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";
import { sampledText } from "../output.ts";

/** `{"event":"sample","run","prompt","text","length","temperature","seed","unknown":[symbols]}` */
export const sample: Command = {
  name: "sample",
  usage: "RUN [options]",
  summary: "Draws text from a trained run.",
  details: 'RUN is a run folder, an id under ./.unroll/runs, or "last". What is not given is as in the run\'s config.',
  options: {
    prompt: { type: "string", value: "TEXT", help: "what the network reads first" },
    length: { type: "string", value: "N", help: "symbols to draw" },
    temperature: { type: "string", value: "X", help: "0 takes the likeliest each time, 1 draws as the network says" },
    seed: { type: "string", value: "N", help: "same seed, same text" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const length = numberOption(given, "length", { least: 0, most: 1_000_000, whole: true });
    const temperature = numberOption(given, "temperature", { least: 0, most: 1000 });
    const seed = numberOption(given, "seed", { least: 0, most: 2 ** 32 - 1, whole: true });
    const prompt = given.options.prompt as string | undefined;
    const wanted = { prompt, length, temperature, seed };
    const run = await findRun(given.positionals[0], process.cwd());
    const result = await sampleRun(
      run,
      Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
    );
    const unknown = [...new Set(result.unknown.map(({ symbol }) => symbol))];
    output.event({
      event: "sample",
      run: run.path,
      text: result.text,
      ...(result.backward && { backward: true }),
      unknown,
      ...result.settings,
      prompt: result.prompt,
    });
    if (unknown.length > 0) {
      output.warn(
        `the prompt holds symbols that the network has never seen: ${unknown.map((s) => JSON.stringify(s)).join(", ")}`,
      );
    }
    output.say(sampledText(result, output));
    return 0;
  },
};
