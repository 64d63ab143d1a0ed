import { clock } from "../base/clock.ts";
import { measuringText } from "../base/words.ts";
import type { PanelProgress } from "../protocol/trainingPanel.ts";
import { loss, percent, short } from "./figures.ts";

/** The status bar is everybody's: a longer name would push the figures out of sight. */
const LONGEST_NAME = 30;

export function shortName(name: string): string {
  const symbols = [...name];
  return symbols.length <= LONGEST_NAME ? name : `${symbols.slice(0, LONGEST_NAME - 1).join("")}…`;
}

/** What the status bar says of a training: `book 12% · loss 1.83 · 48k tok/s · 0:40`. */
export function statusText(fullName: string, progress: PanelProgress): string {
  const name = shortName(fullName);
  const { step, steps, tokensPerSecond, secondsLeft } = progress;
  const { baseline } = progress;
  if (baseline) return `${name}: baseline ${baseline.name} ${percent(baseline.step, baseline.steps)}%`;
  if (progress.measuring) return `${name} ${percent(step, steps)}% · ${measuringText(progress.measuring)}`;
  return [
    `${name} ${percent(step, steps)}%`,
    ...(progress.loss === null ? [] : [`loss ${loss(progress.loss)}`]),
    ...(tokensPerSecond === null ? [] : [`${short(tokensPerSecond)} tok/s`]),
    ...(secondsLeft === null ? [] : [clock(secondsLeft)]),
  ].join(" · ");
}
