import type { LogOutputChannel } from "vscode";
import { figureLabel, figureSaid } from "../base/metrics.ts";
import { isUserError } from "../base/userError.ts";
import { count } from "../base/words.ts";
import { previewText } from "../contracts/previewText.ts";
import type { RunEvent } from "../contracts/runEvents.ts";
import { loss } from "./status/figures.ts";
import { sentences } from "./text.ts";

/** What a training says, in the output channel: its ends and troubles always, its figures for who looks closer. */
export function logEvent(log: LogOutputChannel, name: string, event: RunEvent): void {
  switch (event.event) {
    case "start": {
      const { id, step, steps, parameters, build, data } = event;
      const from = step > 0 ? `resumed after step ${step}` : "started";
      log.info(
        `${name}: ${from}, run ${id}: ${count(steps, "step")}, ${count(parameters, "parameter")}, ${build} build`,
      );
      log.debug(`${name}: data ${JSON.stringify(data)}`);
      break;
    }
    case "step":
      log.trace(`${name}: step ${event.step}, loss ${loss(event.loss)}, ${Math.round(event.tokensPerSecond)} tok/s`);
      break;
    case "validation":
      log.debug(`${name}: step ${event.step}, validation loss ${loss(event.loss)}`);
      break;
    case "baseline":
      log.debug(
        `${name}: baseline ${event.name}, ${event.part} loss ${event.loss === null ? "none" : loss(event.loss)}`,
      );
      break;
    case "baselineStep":
      log.trace(`${name}: baseline ${event.name}, step ${event.step} of ${event.steps}, loss ${loss(event.loss)}`);
      break;
    case "sample":
      log.debug(`${name}: step ${event.step}, sample ${JSON.stringify(previewText(event.preview).text)}`);
      break;
    case "paused":
    case "continued":
    case "saved":
      log.info(`${name}: ${event.event} after step ${event.step}`);
      break;
    case "learningRate":
      log.info(`${name}: learning rate ${event.base} after step ${event.step}`);
      break;
    case "group":
      log.info(`${name}: ${event.seeds.length} runs with the seeds ${event.seeds.join(", ")}`);
      break;
    case "groupDone":
      log.info(`${name}: the group is ${event.reason} after ${event.runs.length} runs`);
      break;
    case "saved-again":
    case "warning":
      log.warn(`${name}: ${event.message}`);
      break;
    case "error": {
      const { code, message, hint, file, line, column } = event;
      const place = file ? ` (${[file, line, column].filter((part) => part !== undefined).join(":")})` : "";
      log.error(`${name}: ${code}: ${message}${place}${hint ? `\n${hint}` : ""}`);
      break;
    }
    case "done": {
      const { reason, steps, seconds, best, bestBy } = event;
      const by = bestBy ?? "loss";
      const value = by === "loss" ? best && loss(best.loss) : best && figureSaid(by, best[by] ?? Number.NaN);
      const at = best ? `, best validation ${figureLabel(by)} ${value} at step ${best.step}` : "";
      log.info(`${name}: ${reason} at step ${steps} after ${seconds.toFixed(1)} s${at}`);
    }
  }
}

/**
 * The log for everybody in the extension. VS Code closes the channel before the extension has ended, and then each call throws;
 * what is said after that has nobody to read it.
 */
export function lastingLog(channel: LogOutputChannel): LogOutputChannel {
  const get = (_: object, key: keyof LogOutputChannel) => {
    const member: unknown = channel[key];
    if (typeof member !== "function") return member;
    return (...args: unknown[]) => {
      try {
        return member.apply(channel, args);
      } catch {
        return undefined;
      }
    };
  };
  return new Proxy({} as LogOutputChannel, { get: get as ProxyHandler<LogOutputChannel>["get"] });
}

/** An error in the log: one that a person can act on in words, a bug with its stack. */
export function errorText(error: unknown): string {
  if (isUserError(error)) return sentences(error.message, error.hint);
  // VS Code's own, of a file that is not there or may not be read.
  if (error instanceof Error && /FileSystemError/.test(error.name)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
