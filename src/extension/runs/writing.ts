import type { Config } from "../../config/index.ts";
import { tasks } from "../../config/tasks/index.ts";
import { misfit } from "../../contracts/shapes.ts";
import { LONGEST_WRITTEN, type Writing, type WritingOption, writingOptions } from "../../contracts/trial.ts";

const all = Object.keys(writingOptions.properties) as WritingOption[];

/** What may be said of how a run writes, and what its config says of that. One that was read from a folder may hold anything. */
export function writingOf(config: Config, starts: readonly string[]): Writing {
  const { sampling = {} as Config["sampling"] } = config;
  const names = all.filter((name) => concerns(name, config));
  const { length } = sampling;
  const limited = { ...sampling, ...(length > LONGEST_WRITTEN && { length: LONGEST_WRITTEN }) };
  const known = Object.entries(limited).filter(([name, value]) => {
    return names.includes(name as WritingOption) && misfit(writingOptions, { [name]: value }) === undefined;
  });
  return { names, defaults: Object.fromEntries(known), ...(starts.length > 0 && { starts: [...starts] }) };
}

function concerns(name: WritingOption, { task, data, model }: Config): boolean {
  // A network that fills gaps only chooses symbols.
  if (data?.direction === "cloze") return ["temperature", "topK", "topP", "seed"].includes(name);
  if (name === "coveragePenalty" && model?.attention == null) return false;
  return name === "seed" || (tasks[task] ?? tasks["language-model"]).keys.includes(`sampling.${name}`);
}
