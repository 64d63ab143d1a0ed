import { type Place, UserError } from "../base/userError.ts";
import { type Config, countedKind } from "../config/index.ts";
import {
  type EncodedInput,
  type Encoding,
  encodeInput,
  encodingFromJSON,
  type NewInput,
  readLines,
} from "../data/index.ts";
import type { RunFolder } from "../runs/index.ts";
import { type Prediction, Predictor, predictionOf } from "../training/index.ts";
import { savedExamples } from "./counted.ts";
import { savedConfig, savedParameters } from "./saved.ts";

export interface PredictedLine extends Prediction {
  line: number;
  text: string;
  /** Symbols that the model does not know. */
  unknown: string[];
  /** Steps that were cut off. */
  truncated: number;
}

/**
 * Answers the lines of a file, or of chunks of UTF-8, with the best parameters of a run: a line is a text, or an object with the
 * columns that the run reads. Empty lines are passed over.
 */
export async function* predictLines(
  run: RunFolder,
  source: string | AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<PredictedLine> {
  const config = savedConfig(run);
  if (config.task !== "classification" && config.task !== "tagging") {
    throw new UserError(
      "wrong-task",
      `${run.id} was trained for ${config.task}, which has no labels to predict`,
      config.task === "forecasting" ? "Use `forecast`." : "Use `sample` and `score`.",
    );
  }
  const encoding = encodingFromJSON(await run.readVocabulary());
  const predict = await predictorOf(run, config, encoding);
  let line = 0;
  for await (const text of readLines(source, name)) {
    line++;
    if (text.trim() === "") continue;
    const place = { file: typeof source === "string" ? source : name, line };
    const encoded = encodeInput(encoding, config, inputOf(text, encoding, place), () => place);
    const { unknown, truncated } = encoded;
    if (encoded.length === 0) {
      const message = `Line ${line} of ${name} has nothing that the model can read.`;
      throw new UserError("empty-input", message, undefined, place);
    }
    yield { line, text, unknown, truncated, ...predict(encoded) };
  }
}

async function predictorOf(
  run: RunFolder,
  config: Config,
  encoding: Encoding,
): Promise<(input: EncodedInput) => Prediction> {
  if (!countedKind(config)) {
    const network = await Predictor.load(config, encoding, await savedParameters(run));
    return (input) => network.predict(input);
  }
  const model = await savedExamples(run, config, encoding);
  const perStep = config.task === "tagging";
  const several = model.kind === "labels";
  return ({ length, tokens, vectors }) => {
    const inputs = { starts: Int32Array.of(0), lengths: Int32Array.of(length), tokens, vectors };
    const shares = Array.from({ length: perStep ? length : 1 }, (_, step) => model.predict(inputs, 0, step).slice());
    return predictionOf(shares, { length, tokens }, encoding, { perStep, several });
  };
}

/** What begins with a brace is an object of columns, and may be a text where the model reads nothing but one. */
function inputOf(text: string, { inputs }: Encoding, place: Place): NewInput {
  if (!text.trimStart().startsWith("{")) return text;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    if (inputs.length === 1 && inputs[0].kind === "text") return text;
    const columns = inputs.map(({ column }) => `${JSON.stringify(column)}: …`).join(", ");
    const message = `Line ${place.line} begins with a brace and is not JSON.`;
    throw new UserError("bad-json", message, `An object of columns is written {${columns}}.`, place);
  }
}
