import type { Config } from "../schema.ts";

/** Sequences that are written at once while all of them are compared. */
const MOST_BEAMS = 100;

type Sampling = Partial<Pick<Config["sampling"], "temperature" | "topK" | "topP" | "count" | "distinct" | "beam">>;

/** What settings of a sample cannot mean together: the key to change, and a sentence that goes on after its name. */
export function samplingProblems(
  sampling: Sampling,
  direction?: Config["data"]["direction"],
): { key: keyof Sampling; message: string }[] {
  const { temperature, topK, topP, count, distinct, beam } = sampling;
  const problems: { key: keyof Sampling; message: string }[] = [];
  const wrong = (key: keyof Sampling, message: string) => problems.push({ key, message });
  if (direction === "cloze") {
    const why =
      'means nothing with data.direction "cloze", which fills gaps instead of writing on. Leave it out; sample --next lists what fits best.';
    if (beam != null) wrong("beam", why);
    if (distinct) wrong("distinct", why);
    return problems;
  }
  if (beam != null) {
    if (distinct)
      wrong("distinct", "draws, and beam looks for the likeliest; what it finds differs anyway. Leave one out.");
    if (topK != null) wrong("topK", "means nothing with beam, which draws nothing. Leave one out.");
    if (topP !== undefined && topP < 1) wrong("topP", "means nothing with beam, which draws nothing. Leave one out.");
    if (count !== undefined && count > beam) {
      wrong("count", `${count} is more than beam ${beam} keeps. Set beam to at least ${count}.`);
    }
    return problems;
  }
  if (distinct && temperature === 0) {
    wrong(
      "distinct",
      "needs a temperature above 0: at 0 there is one text alone. The likeliest several are found by beam.",
    );
  }
  if (distinct && count !== undefined && count > MOST_BEAMS) {
    wrong("count", `${count} is too many to be distinct; at most ${MOST_BEAMS} are.`);
  }
  return problems;
}
