import type { RunFolder } from "../runs/index.ts";
import type { Arguments, Option } from "./command.ts";
import { type Output, usageError } from "./output.ts";

type State = "warm" | "cold";

/** `--state`, of the commands that begin running texts. */
export const stateOption: Option = {
  type: "string",
  value: "STATE",
  help: "initial state of a text: warm (as after a line of the training text) or cold (nothing read)",
};

export function stateOf({ options }: Arguments): State | undefined {
  const state = options.state as string | undefined;
  if (state === undefined || state === "warm" || state === "cold") return state;
  throw usageError(`--state needs warm or cold, not ${JSON.stringify(state)}`);
}

/** Says where texts began cold although nobody asked for it. */
export function noteCold(run: RunFolder, asked: State | undefined, state: State | undefined, output: Output): void {
  if (state !== "cold" || (asked ?? run.manifest.config.sampling?.state) === "cold") return;
  output.warn(
    "The run did not keep states at line ends of its training text, so texts begin cold: with nothing read before.",
  );
}
