import v8 from "node:v8";
import vm from "node:vm";
import { returnGarbage } from "../base/garbage.ts";
import type { Config } from "../config/index.ts";
import { previewRow } from "../contracts/previewText.ts";
import type { RunEvent, TrainRequest, TrainResult } from "../runner/index.ts";
import { TrainingThread } from "../runner/thread/trainingThread.ts";
import type { Output } from "./output.ts";
import { stopSignals } from "./stopSignals.ts";
import { wordedError } from "./text/adviceText.ts";
import { TrainingView } from "./text/trainingView.ts";

export interface TrainingOutcome {
  result: TrainResult;
  /** The number of the signal that stopped it. */
  signal: number | undefined;
  error: Extract<RunEvent, { event: "error" }> | undefined;
  /** Undefined where it never began; of a group, that of its last run. */
  config: Config | undefined;
}

/**
 * Trains in the worker and shows it. The first signal stops within a time step and saves; a second one ends the process at
 * once. It stops and saves too when nobody reads any more what it says.
 */
export async function runTraining(request: TrainRequest, output: Output): Promise<TrainingOutcome> {
  const view = new TrainingView(output);
  let error: TrainingOutcome["error"];
  let config: TrainingOutcome["config"];
  const stopping = new AbortController();
  const emit = (event: RunEvent) => {
    if (event.event === "error") error = event;
    if (event.event === "start") config = event.config;
    // From here on this thread only shows what happens.
    if (event.event === "start") setTimeout(returnGarbage, 0, v8, vm, process.versions.v8);
    output.event(printed(event));
    view.show(event);
  };
  const thread = new TrainingThread(new URL("./worker.js", import.meta.url), { signal: stopping.signal, emit });
  const signals = stopSignals(stopping);
  try {
    const result = await thread.train(request);
    return { result, signal: signals.number, error, config };
  } finally {
    signals.dispose();
    await thread.dispose();
  }
}

/** An event as scripts get it: a preview is its row of the log, advice is words, and a warning has its words once. */
export function printed(event: RunEvent): object {
  if (event.event === "error") return wordedError(event);
  if (event.event === "warning") {
    const { said: _, ...rest } = event;
    return rest;
  }
  if (event.event !== "sample") return event;
  const { preview, states: _, ...rest } = event;
  const drawn = "drawn" in preview && preview.drawn;
  return { ...rest, ...previewRow(preview), ...(drawn && { drawn }) };
}
