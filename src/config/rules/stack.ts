import { listed } from "../../base/words.ts";
import { cellNames, factsOf } from "../cells/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { layersOf, rateOf } from "../resolved/layers.ts";
import type { Config, Partly } from "../schema.ts";
import { checkCell } from "./cells.ts";

/** What the keys of recurrent layers mean together. Values that are wrong by themselves are undefined here. */
export function checkStack(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const { model = {}, task } = config;
  const cloze = config.data?.direction === "cloze";
  const layers = layersOf(model as Config["model"]) as Partly<Config["model"]>[];
  /** Where a layer's setting stands: at the layer itself, or at the model. */
  const keyOf = (layer: number, name: string) => {
    const own = `model.layers[${layer}].${name}`;
    return given.has(own) ? own : `model.${name}`;
  };
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const error = (code: string, key: string, message: string) => problems.error(code, key, at(key), message);
  const warning = (key: string, message: string) => problems.warning("no-effect", key, at(key), message);

  if (model.dropout && layers.length === 1) {
    warning(
      "model.dropout",
      `model.dropout ${model.dropout} does nothing with one layer: dropout acts between layers. Set model.layers to 2 or more, or leave dropout out.`,
    );
  }

  // What is about cells is said with the kind of model where there are none.
  const isRecurrent = (model.kind ?? "recurrent") === "recurrent";
  // Layers that are alike are looked at once.
  const distinct = isRecurrent ? (Array.isArray(model.layers) ? layers : layers.slice(0, 1)) : [];
  for (const [i, layer] of distinct.entries()) {
    checkCell(layer as Partial<Config["model"]>, (key, message) => {
      const place = keyOf(i, key);
      error("not-together", place, `${place} ${message}`);
    });
  }
  layers.forEach((layer, i) => {
    if (!isRecurrent) return;
    const { cell, bidirectional, recurrentDropout, zoneout, variationalDropout } = layer;
    if (bidirectional && cloze) {
      error(
        "not-together",
        keyOf(i, "bidirectional"),
        'bidirectional means nothing with data.direction "cloze": there every layer already exists twice, once for each direction, and the two must stay apart. Leave it out.',
      );
    } else if (bidirectional && task === "language-model") {
      error(
        "sees-the-answer",
        keyOf(i, "bidirectional"),
        'A bidirectional stack cannot predict the next symbol: its backward direction has read it, so the loss would fall to nothing and the model would know nothing. Set bidirectional to false. What reads both directions of a text fairly is a cloze model, which predicts each symbol from those before and those after it by two separate stacks: data.direction "cloze".',
      );
    }
    if (bidirectional && (task === "generation" || task === "forecasting")) {
      const next = task === "generation" ? "symbol" : "row";
      error(
        "sees-the-answer",
        keyOf(i, "bidirectional"),
        `A bidirectional stack cannot predict the next ${next}: its backward direction has read it, so the loss would fall to nothing and the model would know nothing. Set bidirectional to false.`,
      );
    }
    if (recurrentDropout && cell && !factsOf(cell).hasCandidate) {
      error(
        "no-candidate",
        keyOf(i, "recurrentDropout"),
        `recurrentDropout drops elements of the candidate that ${all("hasCandidate")} writes into its memory; ${factsOf(cell).called} has none. Use zoneout or variationalDropout, or another cell.`,
      );
    }
    if (typeof zoneout === "object" && zoneout.c && cell && !factsOf(cell).hasCellState) {
      error(
        "no-cell-state",
        keyOf(i, "zoneout"),
        `zoneout.c is for the cell state of ${all("hasCellState")}; ${factsOf(cell).called} has none. Give zoneout.h alone.`,
      );
    }
    const rates = variationalDropout as Config["model"]["variationalDropout"] | undefined;
    if (model.dropout && i > 0 && rateOf(rates, "input") > 0) {
      error(
        "both-given",
        keyOf(i, "variationalDropout"),
        "model.dropout and variationalDropout both drop what goes from layer to layer. Give one of them, or set variationalDropout.input to 0.",
      );
    }
  });

  const last = layers[layers.length - 1];
  if (!model.tied || !last) return;
  if (task !== undefined && task !== "language-model" && task !== "generation") {
    error(
      "not-together",
      "model.tied",
      `model.tied lets the output use the embedding, and with task "${task}" the network does not predict the symbols that it reads. Leave it out.`,
    );
    return;
  }
  if (model.embedding === 0) {
    error("no-embedding", "model.tied", "model.tied needs an embedding to share; model.embedding is 0.");
    return;
  }
  const single = outputWidth(last);
  const width = cloze && single !== undefined ? 2 * single : single;
  if (width !== undefined && model.embedding !== undefined && width !== model.embedding) {
    error(
      "tied-mismatch",
      "model.tied",
      `model.tied lets the output use the embedding, so the last layer must put out as many numbers as an embedding has: it puts out ${width}, and model.embedding is ${model.embedding}. Set model.embedding to ${width}, or the last layer's units or projection to ${cloze ? model.embedding / 2 : model.embedding}.`,
    );
  }
}

/** Numbers that a layer puts out at each step. */
function outputWidth(settings: Partly<Config["model"]>): number | undefined {
  const { cell, units } = settings;
  if (units === undefined) return undefined;
  return (cell && factsOf(cell).width?.({ ...(settings as Partial<Config["model"]>), units })) ?? units;
}

/** The cells that have something, as a message calls them: "an lstm or a gru". */
function all(what: "hasCandidate" | "hasCellState"): string {
  const having = cellNames.map(factsOf).filter((facts) => facts[what]);
  return listed(
    having.map(({ called }) => called),
    "or",
  );
}
