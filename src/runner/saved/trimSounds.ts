import type { FeatureSettings } from "../../audio/index.ts";
import { UserError } from "../../base/userError.ts";
import { encodingFromJSON } from "../../data/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { says } from "../messages.ts";
import { predictLines } from "./predict.ts";
import { savedConfig, savedModel } from "./saved.ts";
import { timesOf } from "./transcripts.ts";

/** The tag of steps at which nothing is spoken. */
const SILENCE = "_";

/** What the tags of a sound come to: neighbours with one tag are one label. */
export interface TrimmedSound {
  /** The file, as it was given. */
  text: string;
  outputs: { text: string; tokens: string[]; times: number[] }[];
  /** The likeliest tag of each step. */
  path: string[];
  seconds?: number;
}

/** Makes transcripts of the tags that a run gives the steps of sounds. A label that is spoken twice in a row cannot be told from one. */
export async function* trimSounds(
  run: RunFolder,
  files: readonly { path: string; name: string }[],
): AsyncGenerator<TrimmedSound | UserError> {
  const model = await savedModel(run, savedConfig(run));
  const { sound } = encodingFromJSON(model.symbols).source;
  if (!sound) throw new UserError(says.readsNoSounds({ id: run.id }));
  for (const { path, name } of files) {
    for await (const line of predictLines(run, path, name, { model })) {
      if (line instanceof UserError) yield line;
      else
        yield {
          text: line.text,
          ...trimmed(
            line.answers.map(([best]) => best.label),
            sound,
          ),
        };
    }
  }
}

function trimmed(tags: string[], sound: FeatureSettings): Omit<TrimmedSound, "text"> {
  const first = [...tags.keys()].filter((t) => tags[t] !== SILENCE && tags[t] !== tags[t - 1]);
  const tokens = first.map((t) => tags[t]);
  const isShort = tokens.every((token) => [...token].length === 1);
  return { outputs: [{ text: tokens.join(isShort ? "" : " "), tokens, times: timesOf(first, sound) }], path: tags };
}
