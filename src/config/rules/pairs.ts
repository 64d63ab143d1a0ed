import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { sidesOf } from "../resolved/dataFiles.ts";
import type { Config, Partly } from "../schema.ts";
import { tasks } from "../tasks/index.ts";

const PARTS = ["train", "validation", "test"] as const;
/** What says how columns are found; lines of parallel files have none. */
const OF_COLUMNS = ["format", "delimiter", "quote", "header", "input", "target", "partition"] as const;

/** What keys about pairs of sequences mean together: their files, and the vocabularies of the two sides. */
export function checkPairs(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const { task, data = {} } = config;
  if (!task) return;
  const isParallel = (part: (typeof PARTS)[number]) => sidesOf(data[part]) !== undefined;
  if (tasks[task].reads !== "pairs") {
    for (const part of PARTS) {
      const key = `data.${part}`;
      if (isParallel(part)) problems.error(key, at(key), says.sidesOfOne({ key, task }));
    }
    return;
  }
  if (data.train !== undefined) {
    for (const part of ["validation", "test"] as const) {
      const [key, value] = [`data.${part}`, data[part]];
      const isOfFiles = value !== undefined && typeof value !== "number";
      if (isOfFiles && isParallel(part) !== isParallel("train")) {
        problems.error(key, at(key), says.otherSides({ key, areSides: isParallel("train") }));
      }
    }
  }
  if (isParallel("train")) {
    const keys = OF_COLUMNS.map((name) => `data.${name}`).filter((key) => at(key).length > 0);
    for (const key of keys) {
      if (given.get(key)?.value.type !== "null") problems.warning(key, at(key), says.linesHaveNoColumns({ key }));
    }
  }
  if (Array.isArray(data.input) && data.input.length > 1) {
    problems.error("data.input", at("data.input"), says.severalInputs({ columns: data.input.length, task }));
  }
  checkVocabularies(config, given, problems);
}

function checkVocabularies({ data = {}, model = {} }: Partly<Config>, given: Checker["given"], problems: ProblemList) {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const { unit, targetUnit, split, targetSplit, lowercase, targetLowercase, targetVocabulary, shareVocabulary } = data;
  if (targetSplit && targetUnit === null && unit === "character") {
    problems.error("data.targetSplit", at("data.targetSplit"), says.splitsCharacters());
  }
  if (!shareVocabulary) return;
  const others = [
    { key: "data.targetUnit", own: targetUnit, source: unit, as: "data.unit" },
    { key: "data.targetSplit", own: targetSplit, source: split ?? "unicode", as: "data.split" },
    { key: "data.targetLowercase", own: targetLowercase, source: lowercase, as: "data.lowercase" },
  ];
  for (const { key, own, source, as } of others) {
    if (own == null || source === undefined || own === source) continue;
    problems.error("data.shareVocabulary", at("data.shareVocabulary"), says.sharesOther({ key, own, as, source }));
  }
  if (targetVocabulary) problems.error("data.targetVocabulary", at("data.targetVocabulary"), says.sharesLimits());
  const embedding = model.decoder?.embedding;
  if (embedding !== undefined && model.embedding !== undefined && embedding !== model.embedding) {
    const key = "model.decoder.embedding";
    problems.error(key, at(key), says.sharesEmbedding({ key, own: embedding, source: model.embedding }));
  }
}
