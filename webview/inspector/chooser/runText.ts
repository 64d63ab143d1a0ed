import type { RunChoice } from "../../../src/contracts/inspection.ts";

/** A run's name, and of several of that name what differs from the run before it; when it began where that tells them apart no better. */
export function runText(run: RunChoice, all: readonly RunChoice[]): string {
  const namesakes = all.filter(({ name }) => name === run.name);
  if (namesakes.length < 2) return run.name;
  const said = ({ name, changes }: RunChoice) => [name, ...changes].join(" · ");
  const alike = namesakes.filter((other) => said(other) === said(run));
  const isTold = run.changes.length > 0 && alike.length === 1;
  return isTold || run.began === "" ? said(run) : `${said(run)} · ${run.began}`;
}
