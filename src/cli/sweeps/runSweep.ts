import { availableParallelism } from "node:os";
import type { Config } from "../../config/index.ts";
import type { SweepDoneEvent, SweepNews, SweepRequest } from "../../contracts/sweeps.ts";
import type { RunEvent } from "../../runner/index.ts";
import { sweep } from "../../runner/sweep/sweep.ts";
import { TrainingThread } from "../../runner/thread/trainingThread.ts";
import type { Output } from "../output.ts";
import { printed } from "../runTraining.ts";
import { stopSignals } from "../stopSignals.ts";
import { SweepView } from "./sweepView.ts";

export interface SweepOutcome {
  done: SweepDoneEvent;
  /** The number of the signal that stopped it. */
  signal: number | undefined;
  /** Why it could not begin. */
  error: Extract<RunEvent, { event: "error" }> | undefined;
}

/** Sweeps, each trial in a thread of its own, and shows it. A signal stops all trials, which save themselves. */
export async function runSweep(request: Omit<SweepRequest, "cores">, output: Output): Promise<SweepOutcome> {
  const view = new SweepView(output);
  let error: SweepOutcome["error"];
  const stopping = new AbortController();
  const emit = (news: SweepNews<Config>) => {
    if (news.event === "error" && !("trial" in news)) error = news;
    output.event("trial" in news && isOfRun(news) ? { trial: news.trial, ...printed(news) } : printedNews(news));
    view.show(news);
  };
  const signals = stopSignals(stopping);
  try {
    const done = await sweep(
      { ...request, cores: availableParallelism() },
      {
        signal: stopping.signal,
        emit,
        async train(asked, host) {
          const thread = new TrainingThread(new URL("./worker.js", import.meta.url), host);
          try {
            return await thread.train(asked);
          } finally {
            await thread.dispose();
          }
        },
      },
    );
    return { done, signal: signals.number, error };
  } finally {
    signals.dispose();
  }
}

type OfRun = RunEvent & { trial: number };

function isOfRun(news: SweepNews<Config>): news is OfRun {
  return !["rung", "trialDone"].includes(news.event);
}

function printedNews(news: SweepNews<Config>): object {
  return news.event === "error" || news.event === "warning" ? printed(news) : news;
}
