import type { Message } from "../../base/message.ts";
import { factsOf } from "../cells/index.ts";
import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList } from "../parse/problems.ts";
import { isOn, layersOf } from "../resolved/layers.ts";
import type { Config, Partly } from "../schema.ts";

/** Numbers of influence that real-time recurrent learning may carry: beyond it a step would take seconds. */
export const MOST_INFLUENCE = 64_000_000;

/** What real-time recurrent learning cannot do, and why. */
export function checkForward(
  { data = {}, model = {}, training = {} }: Partly<Config>,
  given: Checker["given"],
  problems: ProblemList,
): void {
  // Of other kinds that is said with them.
  if (training.gradient !== "rtrl" || (model.kind ?? "recurrent") !== "recurrent") return;
  const wrong = (key: string, said: Message) => {
    const place = given.has(key) ? key : "training.gradient";
    problems.error(place, given.get(place)?.value ?? { offset: 0, length: 0 }, said);
  };
  const { layers } = model;
  // With a list of one layer, what that says counts.
  const [{ cell, units = 0, leak }] = layersOf(model as Config["model"]) as Partly<Config["model"]>[];
  const { batchSize = 0 } = training;
  if (cell !== undefined && !factsOf(cell).learnsForward) wrong("model.cell", says.rtrlCell({ cell }));
  if (leak != null && leak !== 1) wrong("model.leak", says.rtrlLeak({ leak }));
  if (layersOf({ layers }).length > 1) wrong("model.layers", says.rtrlLayers());
  for (const name of ["layerNorm", "zoneout", "variationalDropout"] as const) {
    const key = `model.${name}`;
    if (layersOf(model as Config["model"]).some((layer) => isOn(layer[name]))) wrong(key, says.rtrlOption({ key }));
  }
  if (data.direction === "cloze") wrong("data.direction", says.rtrlCloze());
  if (training.initialState === "learned") wrong("training.initialState", says.rtrlInitialState());
  // The table of the input product comes on top; its size is known with the text.
  const least = batchSize * units ** 3;
  if (least > MOST_INFLUENCE) {
    const key = given.has("model.units") ? "model.units" : "training.batchSize";
    wrong(key, says.rtrlTooLarge({ batchSize, units, least, most: MOST_INFLUENCE }));
  }
  if (training.batching === "random") {
    const span = given.get("training.batching")?.value ?? { offset: 0, length: 0 };
    problems.warning("training.batching", span, says.rtrlRandom());
  }
}
