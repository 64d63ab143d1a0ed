import { UserError } from "../../../base/userError.ts";
import { samplingProblem, tasks } from "../../../config/index.ts";
import type { TrialAsk } from "../../../contracts/trial.ts";
import { sawUnknown } from "../../../data/index.ts";
import { noGap, SHOWN_LIKELIEST, type TargetSettings } from "../../../sampling/index.ts";
import { writeWith } from "../../saved/targets.ts";
import {
  anySeed,
  bytesOf,
  each,
  INPUT,
  sampleSettings,
  type Tried,
  translated,
  triedSample,
  writeRequest,
} from "../../saved/tryRun.ts";
import type { Steerable } from "./steerable.ts";

/** There is no room for what is asked for beside a training. */
export class NoRoom extends Error {}

/** What a network that is being trained answers to a person, as it is now. A script of its own: few trainings are asked. */
export async function answered(
  { config, trainer, data, folder }: Steerable,
  { typed, options = {} }: TrialAsk,
): Promise<{ answers: (Tried | UserError)[]; seed?: number }> {
  const { reads, writesText } = tasks[config.task];
  const seed = options.seed ?? anySeed();
  if (reads === "pairs") {
    const request = writeRequest(options, seed, config);
    const { encoding } = data.forTrainer.dataset!;
    const isTrained = sawUnknown(encoding.source.vocabulary, data.saved, config);
    const write = (sources: readonly Int32Array[], settings: TargetSettings) =>
      sources.map((source) => {
        const outputs = trainer.writeTarget(source, settings);
        if (outputs === undefined) throw new NoRoom();
        return outputs;
      });
    const model = { write };
    const lines = writeWith({ config, encoding, model, isTrained }, folder.id, bytesOf(typed), INPUT, request);
    return { answers: await each(lines, translated) };
  }
  if (!writesText) throw new NoRoom();
  const given = { ...sampleSettings(options, seed, config), prompt: typed, count: 1, distinct: false };
  const settings = { ...config.sampling, ...given, seed, likeliest: SHOWN_LIKELIEST };
  const wrong = samplingProblem(settings, config);
  if (wrong) throw new UserError(wrong);
  const shown = trainer.sample(settings);
  if (shown === undefined) throw new NoRoom();
  if (shown.length === 0) throw noGap();
  return { answers: shown.map(triedSample), seed };
}
