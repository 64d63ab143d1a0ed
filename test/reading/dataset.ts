import { join } from "node:path";
import { type Config, parseConfig } from "../../src/config/index.ts";
import type { Dataset } from "../../src/data/index.ts";
import { type DatasetOptions, loadDataset } from "../../src/reading/index.ts";
import { folderWith, inWords } from "./folder.ts";

export type Settings = { task?: string; data?: object; training?: object };

export function configOf({ task = "classification", data, training = {} }: Settings): Config {
  const { config, problems } = parseConfig(
    JSON.stringify({ task, data: { validation: 0, test: 0, ...data }, training }),
  );
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  return config;
}

/** Reads files, the first of which is data.train, in a folder of their own. */
export async function load(
  files: Record<string, string | Uint8Array>,
  settings: Settings,
  options?: DatasetOptions,
): Promise<ReturnType<typeof inWords<Dataset>>> {
  const [train] = Object.keys(files);
  const config = configOf({ ...settings, data: { train, ...settings.data } });
  return inWords(await loadDataset(config, join(folderWith(files), "try.rnnconfig"), options));
}

/** Sequences of a part as text and labels. */
export function shown(
  { parts, encoding }: Pick<Dataset, "parts" | "encoding">,
  part: "train" | "validation" | "test" = "train",
) {
  const { inputs, targets } = parts[part];
  return Array.from(inputs.starts, (start, i) => {
    const steps = Array.from({ length: inputs.lengths[i] }, (_, t) => start + t);
    const tokens = inputs.tokens && steps.map((t) => encoding.source.vocabulary!.symbol(inputs.tokens![t]));
    const rows = targets.perStep ? steps : [i];
    const labels = rows.map((row) => {
      if (targets.kind === "class") return encoding.target.labels[targets.classes[row]];
      if (targets.kind === "numbers") return targets.values[row];
      if (targets.kind === "sequences") throw new RangeError("pairs are listed by listPairs");
      return encoding.target.labels.filter((_, c) => targets.sets[row * encoding.target.labels.length + c] === 1);
    });
    return [tokens, targets.perStep ? labels : labels[0]];
  });
}
