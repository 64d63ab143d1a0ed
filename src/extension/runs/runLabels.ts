import { basename, dirname } from "node:path";

/** What a run is known by. `config` is the path of its config, `created` when it began: an ISO time, once it is known. */
export interface Named {
  name: string;
  config: string;
  created?: string;
}

/**
 * Names that tell runs apart: of those with the same name the folder of the config where that differs, else its file name, and of
 * those of one config the time when each began. A name that is there once stays as it is.
 */
export function runLabels(runs: readonly Named[]): string[] {
  return runs.map((run) => {
    const namesakes = runs.filter(({ name }) => name === run.name);
    const same = namesakes.filter(({ config }) => config === run.config);
    const details = [
      ...(namesakes.length > same.length ? [placeOf(run, namesakes)] : []),
      ...(same.length > 1 && run.created !== undefined ? [timeOf(run.created, same)] : []),
    ];
    return [run.name, ...details].join(" · ");
  });
}

function placeOf({ config }: Named, namesakes: readonly Named[]): string {
  const others = namesakes.map((other) => other.config).filter((other) => other !== config);
  const folder = dirname(config);
  if (folder !== "." && others.every((other) => dirname(other) !== folder)) return folder;
  return others.every((other) => basename(other) !== basename(config)) ? basename(config) : config;
}

/** As short as tells it from the others: 14:32, 14:32:05, 2026-11-21 14:32. */
function timeOf(created: string, same: readonly Named[]): string {
  const others = same.flatMap((other) => (other.created === undefined ? [] : [localTime(other.created)]));
  const { day, minute, second } = localTime(created);
  const sameMinute = others.filter((other) => other.day === day && other.minute === minute);
  const time = sameMinute.length > 1 ? second : minute;
  return others.every((other) => other.day === day) ? time : `${day} ${time}`;
}

function localTime(created: string): { day: string; minute: string; second: string } {
  const date = new Date(created);
  const two = (n: number) => String(n).padStart(2, "0");
  const minute = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return {
    day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    minute,
    second: `${minute}:${two(date.getSeconds())}`,
  };
}
