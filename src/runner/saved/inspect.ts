import { UserError } from "../../base/userError.ts";
import { isExampleMethod, NgramReader } from "../../baselines/index.ts";
import { type Config, countedKind, labelOfModel } from "../../config/index.ts";
import { encodingFromJSON, Vocabulary } from "../../data/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { savedExamples, savedNgrams } from "../counted.ts";
import { savedConfig } from "./saved.ts";

/** What a model that counts has found. */
export interface Inspection {
  model: string;
  /** Of n-grams: after the prompt, from the longest context that was ever seen to none. */
  contexts?: {
    context: string;
    /**
     * What is counted, as the model does: how often each symbol followed, or, in the shorter contexts of Kneser–Ney, before how
     * many different symbols context and symbol were seen (continuation counts).
     */
    counted: "occurrences" | "continuations";
    /** The sum of the counts, and how many different symbols followed. */
    count: number;
    different: number;
    /** The share that is left to the next shorter context. */
    rest: number;
    symbols: { symbol: string; count: number }[];
  }[];
  /** Symbols of the prompt that the model does not know. */
  unknown?: string[];
  /** Of each class, label or tag: the tokens that speak most for it, or its share where nothing else matters. */
  classes?: { label: string; share?: number; tokens?: { token: string; evidence: number }[] }[];
}

/** Looks into a run that counts; `most` symbols or tokens in each list. */
export async function inspectRun(run: RunFolder, { prompt = "", most = 10 }): Promise<Inspection> {
  const config = savedConfig(run);
  const kind = countedKind(config);
  const model = labelOfModel(config);
  if (kind === "ngram") return { model, ...(await contextsOf(run, config, prompt, most)) };
  if (kind && isExampleMethod(kind)) return { model, classes: await classesOf(run, config, most) };
  throw new UserError(
    "wrong-kind",
    `${run.id} is ${model}, ${kind ? "which keeps nothing of the data" : "a network, whose numbers mean little one by one"}`,
    kind ? "Its rule is in the manual." : "Its panel in VS Code shows its states; `export` writes its parameters.",
  );
}

async function contextsOf(run: RunFolder, config: Config, prompt: string, most: number) {
  const vocabulary = Vocabulary.fromJSON(await run.readVocabulary());
  const reader = new NgramReader(await savedNgrams(run, config, vocabulary));
  const { ids, unknown } = vocabulary.encode(prompt);
  const backward = config.data.direction === "backward";
  const read = backward ? [...ids].reverse() : [...ids];
  for (const id of read) reader.read(id);
  const contexts = reader.contexts().map(({ symbols, rest, counted, followers }) => {
    const last = read.slice(read.length - symbols);
    return {
      context: vocabulary.decode(backward ? last.reverse() : last),
      counted,
      count: followers.reduce((sum, { count }) => sum + count, 0),
      different: followers.length,
      rest,
      symbols: followers.slice(0, most).map(({ id, count }) => ({ symbol: vocabulary.symbol(id), count })),
    };
  });
  return { contexts, unknown: [...new Set(unknown.map(({ symbol }) => symbol))] };
}

async function classesOf(run: RunFolder, config: Config, most: number): Promise<Inspection["classes"]> {
  const encoding = encodingFromJSON(await run.readVocabulary());
  const model = await savedExamples(run, config, encoding);
  return encoding.target.labels.map((label, c) => {
    const telling = model.telling(c, most);
    const tokens = telling?.map(({ token, evidence }) => ({
      token: encoding.source.vocabulary!.symbol(token),
      evidence,
    }));
    // What no token changes is the same for all.
    return tokens ? { label, tokens } : { label, share: model.predict(NOTHING, 0, 0)[c] };
  });
}

const NOTHING = { starts: Int32Array.of(0), lengths: Int32Array.of(0) };
