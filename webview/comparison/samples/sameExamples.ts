import type { Preview } from "../../../src/contracts/preview.ts";
import { isRight, isWrong } from "../../../src/contracts/previewText.ts";
import type { RunView } from "../../run/runView.ts";

/** An example that several runs have answered. */
export interface SameExample {
  key: string;
  /** What each run answered, in the order of the runs; undefined where it was not asked. */
  answers: (Preview | undefined)[];
}

/** The examples that at least two runs have answered, each with the latest answers: those on which runs differ first. */
export function sameExamples(runs: readonly RunView[]): SameExample[] {
  const found = new Map<string, SameExample>();
  for (const [i, run] of runs.entries()) {
    for (const preview of answeredBy(run)) {
      const key = keyOf(preview);
      if (key === undefined) continue;
      const example = found.get(key) ?? { key, answers: runs.map(() => undefined) };
      // The latest comes first.
      example.answers[i] ??= preview;
      found.set(key, example);
    }
  }
  const shared = [...found.values()].filter(({ answers }) => answers.filter(Boolean).length > 1);
  const differ = shared.map((example) => ({ example, differs: differs(example) }));
  return differ.sort((a, b) => Number(b.differs) - Number(a.differs)).map(({ example }) => example);
}

/** Whether an answer is known to be right; undefined where nobody knows, or right is no word for it. */
export function rightness(preview: Preview): boolean | undefined {
  switch (preview.kind) {
    case "labels":
      return isRight(preview);
    case "tags":
      return preview.steps.every(({ actual }) => actual === null) ? undefined : !isWrong(preview);
    case "translation":
    case "transcript":
      return preview.truth === null ? undefined : preview.texts.output === preview.texts.truth;
    case "ranking":
      return preview.actual === null ? undefined : preview.rank === 1;
    default:
      return undefined;
  }
}

/** What a run has answered, the latest first: while it trained, and when it was measured. */
function answeredBy({ previews, reports }: RunView): Preview[] {
  const measured = reports.flatMap(({ report }) => report.examples?.shown.map(({ preview }) => preview) ?? []);
  return [...previews.map(({ preview }) => preview).reverse(), ...measured];
}

/** What the run was given; undefined of a text that it wrote. */
function keyOf(preview: Preview): string | undefined {
  switch (preview.kind) {
    case "text":
      return undefined;
    case "labels":
      return preview.input;
    case "tags":
      return preview.steps.map(({ symbol }) => symbol).join("\u0000");
    case "translation":
      return preview.texts.source;
    case "transcript":
      return JSON.stringify([preview.source, preview.symbols, preview.texts.truth]);
    case "ranking":
      return preview.history.join("\u0000");
    case "forecast":
      return JSON.stringify([preview.series, preview.known, preview.actual]);
    default:
      return preview satisfies never;
  }
}

function differs({ answers }: SameExample): boolean {
  const said = new Set(answers.flatMap((answer) => (answer ? [answerKey(answer)] : [])));
  return said.size > 1;
}

function answerKey(preview: Preview): string {
  switch (preview.kind) {
    case "labels":
      return preview.predicted.join("\u0000");
    case "tags":
      return preview.steps.map(({ predicted }) => predicted.join("\u0000")).join("\u0001");
    case "translation":
    case "transcript":
      return preview.texts.output;
    case "ranking":
      return preview.ranked[0]?.symbol ?? "";
    default:
      // No two forecasts are equal, and that says nothing.
      return "";
  }
}
