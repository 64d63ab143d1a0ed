import { clock } from "../../base/clock.ts";
import { thousands } from "../../base/numberText.ts";
import { measuringText } from "../../base/words.ts";
import type { PanelProgress } from "../../contracts/trainingPanel.ts";
import { loss, percent } from "./figures.ts";

/** The status bar is everybody's: a longer name would push the figures out of sight. */
const LONGEST_NAME = 30;

export function shortName(name: string): string {
  const symbols = [...name];
  return symbols.length <= LONGEST_NAME ? name : `${symbols.slice(0, LONGEST_NAME - 1).join("")}…`;
}

/** What the status bar says of a training: `book 12% · loss 1.83 · 48.2k tok/s · 0:40`. */
export function statusText(fullName: string, progress: PanelProgress): string {
  const name = shortName(fullName);
  const { step, steps, tokensPerSecond, secondsLeft } = progress;
  const { baseline, waiting } = progress;
  if (waiting) return `${name} waits: its folder is gone`;
  if (baseline) return `${name}: baseline ${baseline.name} ${percent(baseline.step, baseline.steps)}%`;
  if (progress.paused) {
    const figure = progress.loss === null ? "" : ` · loss ${loss(progress.loss)}`;
    return `${name} paused at ${percent(step, steps)}%${figure}`;
  }
  if (progress.measuring) return `${name} ${percent(step, steps)}% · ${measuringText(progress.measuring)}`;
  return [
    `${name} ${percent(step, steps)}%`,
    ...(progress.loss === null ? [] : [`loss ${loss(progress.loss)}`]),
    ...(tokensPerSecond === null ? [] : [`${thousands(tokensPerSecond)} tok/s`]),
    ...(secondsLeft === null ? [] : [clock(secondsLeft)]),
  ].join(" · ");
}

/** Names of others that there is room for beside the newest training. */
const OTHERS = 2;

/** What stands after the newest training where there are more: `, sea 40%, lake 3%, 2 more`. */
export function othersText(others: readonly { label: string; percent: number | undefined }[]): string {
  const named = others.slice(0, OTHERS).map(({ label, percent }) => {
    return percent === undefined ? shortName(label) : `${shortName(label)} ${percent}%`;
  });
  const more = others.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].map((text) => `, ${text}`).join("");
}
