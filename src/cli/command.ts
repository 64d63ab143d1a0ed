import type { Output } from "./output.ts";

/** An option of a command. Flags take no value. */
export interface Option {
  type: "string" | "boolean";
  multiple?: boolean;
  /** How the value is called in the help. */
  value?: string;
  help: string;
}

/** Values as they were typed, checked for their names only. */
export interface Arguments {
  positionals: string[];
  options: Record<string, string | boolean | string[] | undefined>;
}

/** Exit status: 0 done, 1 the run failed, 2 bad usage or bad input, 128 + signal. */
export type ExitStatus = number;

/** One command of the `unroll` program. */
export interface Command {
  name: string;
  /** After the name, such as "RUN [options]". */
  usage: string;
  summary: string;
  details?: string;
  options: Record<string, Option>;
  /** Positionals that must be there and that may. */
  positionals: { least: number; most: number };
  /** What `--json` always says last, also when the command never began. */
  lastEvent?: object;
  run(given: Arguments, output: Output): Promise<ExitStatus>;
}

export const commonOptions: Record<string, Option> = {
  json: { type: "boolean", help: "one JSON object per line on standard output, everything else on standard error" },
  help: { type: "boolean", help: "show this help" },
};
