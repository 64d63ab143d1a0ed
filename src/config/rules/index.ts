import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import type { Config, Partly } from "../schema.ts";
import { replacing } from "../support/index.ts";
import { checkBaselines } from "./baselines.ts";
import { checkData } from "./data.ts";
import { checkForward } from "./forward.ts";
import { checkModel } from "./model.ts";
import { checkPairs } from "./pairs.ts";
import { samplingProblems } from "./sampling.ts";
import { checkSupport } from "./support.ts";
import { checkSweep } from "./sweep.ts";
import { checkTraining } from "./training.ts";

/** What keys mean together. Values that are wrong by themselves are undefined here, and every rule passes over them. */
export function checkTogether(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const isGiven = (key: string) => given.has(key) && given.get(key)?.value.type !== "null";
  for (const pair of replacing) {
    if (pair.every(isGiven)) for (const key of pair) problems.error(key, at(key), says.bothGiven({ keys: pair }));
  }
  if (config.name && !/^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._+-]*$/u.test(config.name))
    problems.error("name", at("name"), says.badName({ name: config.name }));

  checkSupport(config, given, problems);
  checkData(config, given, problems);
  checkPairs(config, given, problems);
  checkModel(config, given, problems);
  checkTraining(config, given, problems);
  checkForward(config, given, problems);
  if (config.data?.direction !== "cloze") {
    for (const { key, said } of samplingProblems(config.sampling ?? {}, config.task))
      problems.error(`sampling.${key}`, at(`sampling.${key}`), said);
  }
  checkBaselines(config, given, problems);
  checkSweep(config, given, problems);
}
