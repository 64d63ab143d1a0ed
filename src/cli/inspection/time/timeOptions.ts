import type { Change, Writing } from "../../../contracts/inspection/changes.ts";
import { numberOption } from "../../arguments.ts";
import type { Arguments, Option } from "../../command.ts";
import { usageError } from "../../output.ts";

/** Options that ask how a prediction depends on earlier steps, and what would be if something were otherwise. */
export const timeOptions: Record<string, Option> = {
  gradient: {
    type: "string",
    value: "STEP",
    help: "how the prediction after STEP depends on each step before it: norms of ∂L/∂state, saliency, shares of ∂L/∂W",
  },
  symbol: {
    type: "string",
    value: "SYMBOL",
    help: "for --gradient and --from: L is −ln p of this symbol; default: the symbol that came, or for --from the likeliest",
  },
  ahead: {
    type: "string",
    value: "N",
    help: "for --gradient of a forecast: N rows after the next one, forecast from the network's own predictions",
  },
  gradients: {
    type: "boolean",
    help: "the gradients of all predictions by lag, and whether they vanish, explode or are healthy",
  },
  stride: {
    type: "string",
    value: "N",
    help: "for --gradients: take every Nth step; default: every step of up to 512",
  },
  compare: {
    type: "string",
    multiple: true,
    value: "RUN",
    help: "for --gradients: compare with another run on the same text; can be repeated",
  },
  clamp: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    help: "what if a unit kept a value, at all steps or some: l0.c.17=0, l0.f=1, l0.c.17=0@5:12 (steps 5 to 11); can be repeated",
  },
  "without-recurrence": {
    type: "string",
    multiple: true,
    value: "LAYER",
    help: "what if the recurrent weights W_hh of a layer were zero; can be repeated",
  },
  change: {
    type: "string",
    multiple: true,
    value: "STEP=SYMBOL",
    help: "what if another symbol were read at a step; can be repeated",
  },
  from: {
    type: "string",
    value: "TEXT",
    help: "copy states from this text into the run on --text, and show how much of its prediction each restores",
  },
  patch: {
    type: "string",
    multiple: true,
    value: "NAME",
    help: "for --from: which states, at every step or at one: l0.h, l0@7, all; default: each layer at each step; can be repeated",
  },
  at: { type: "string", value: "STEP", help: "for --from: the step whose prediction is compared; default: the last" },
  length: {
    type: "string",
    value: "N",
    help: "for --clamp, --without-recurrence and --change: how many symbols the text is continued by; default: up to 200",
  },
  temperature: {
    type: "string",
    value: "X",
    help: "the sampling temperature of that continuation; default: the run's",
  },
  seed: { type: "string", value: "N", help: "the seed of that continuation: the same seed gives the same text" },
};

const changing = ["clamp", "without-recurrence", "change"];

/** Options that say something of another, and mean nothing without it. */
const belongs = new Map([
  ["symbol", ["gradient", "from"]],
  ["ahead", ["gradient"]],
  ["stride", ["gradients"]],
  ["compare", ["gradients"]],
  ["patch", ["from"]],
  ["at", ["from"]],
  ["part", ["example", "data"]],
  ["length", changing],
  ["temperature", changing],
  ["seed", changing],
  ["says", ["json"]],
]);

/** Refuses an option whose other is missing, before anything is computed. */
export function checkTogether(options: Arguments["options"]): void {
  for (const [name, others] of belongs) {
    if (options[name] === undefined || others.some((other) => options[other] !== undefined)) continue;
    const missing = others.map((other) => `--${other}`).join(" or ");
    throw usageError(`--${name} needs ${missing}`, `Add ${missing}, or leave --${name} out.`);
  }
}

/** What is asked about time and change, as it was typed. */
export interface TimeRequest {
  changes: Change[];
  writing: Writing;
  /** The step whose prediction is gone back from. */
  gradient?: number;
  ahead?: number;
  symbol?: string;
  gradients: boolean;
  stride?: number;
  compare: string[];
  /** The other text, what of it is patched, and whether at one step alone. */
  from?: string;
  patched?: string[];
  patchedAt?: number;
  at?: number;
}

/** Refuses what cannot be read, before anything is computed. */
export function timeRequest(given: Arguments): TimeRequest {
  const { options } = given;
  const list = (name: string) => (options[name] as string[] | undefined) ?? [];
  const whole = (name: string, least: number, most?: number) => numberOption(given, name, { least, most, whole: true });
  const patches = list("patch").map(patchOf);
  const [patchedAt, ...others] = new Set(patches.flatMap((one) => one.step ?? []));
  if (others.length > 0) {
    throw usageError(
      `--patch shows one step at a time, not steps ${[patchedAt, ...others].join(", ")}`,
      "Ask once for each step.",
    );
  }
  const temperature = numberOption(given, "temperature", { least: 0.001, most: 1000 });
  const [length, seed] = [whole("length", 1, 10_000), whole("seed", 0, 2 ** 32 - 1)];
  return {
    changes: [
      ...list("clamp").map(clampOf),
      ...list("without-recurrence").map((layer) => ({ do: "withoutRecurrence" as const, layer })),
      ...list("change").map(changeOf),
    ],
    writing: {
      ...(length !== undefined && { length }),
      ...(temperature !== undefined && { temperature }),
      ...(seed !== undefined && { seed }),
    },
    gradient: whole("gradient", 0),
    ahead: whole("ahead", 0, 1000),
    symbol: options.symbol as string | undefined,
    gradients: options.gradients === true,
    stride: whole("stride", 1),
    compare: list("compare"),
    from: options.from as string | undefined,
    ...(patches.length > 0 && { patched: patches.map(({ name }) => name) }),
    patchedAt,
    at: whole("at", 0),
  };
}

/** What a model that counts can be asked; all other options are of networks. */
const ofCounted = new Set(["text", "prompt", "top", "json"]);

export function checkCounted(options: Arguments["options"], run: string): void {
  const name = Object.keys(options).find((one) => options[one] !== undefined && !ofCounted.has(one));
  if (name === undefined) return;
  throw usageError(`--${name} is for networks, and ${run} is a model that counts`, `Leave --${name} out.`);
}

/** "l0.c.17=0@5:12": unit 17 of l0.c is 0 at steps 5 to 11; without a unit all of them, "@5:" from step 5 on, without steps all steps. */
function clampOf(text: string): Extract<Change, { do: "clamp" }> {
  const match =
    /^(?<name>[^=]*?[A-Za-z_])(?:\.(?<unit>\d+))?=(?<value>[^@]+)(?:@(?<from>\d+)(?:(?<colon>:)(?<to>\d+)?)?)?$/.exec(
      text,
    );
  const { name, unit, value, from, colon, to } = match?.groups ?? {};
  const number = Number(value);
  if (!text.includes("=")) {
    throw usageError(
      `--clamp ${JSON.stringify(text)} has no value to hold the unit at`,
      `Add it, such as ${text.replace(/@.*/s, "")}=0, or =0@5:12 for steps 5 to 11 only.`,
    );
  }
  if (!match || value.trim() === "" || !Number.isFinite(number)) {
    throw usageError(
      `--clamp needs NAME=VALUE or NAME=VALUE@FROM:TO, not ${JSON.stringify(text)}`,
      "Such as l0.c.17=0@5:12: unit 17 of l0.c is 0 at steps 5 to 11.",
    );
  }
  const first = from === undefined ? 0 : Number(from);
  const isOne = from !== undefined && colon === undefined;
  const last = to !== undefined ? Number(to) : isOne ? first + 1 : ALL;
  if (last <= first) {
    throw usageError(
      `--clamp ${JSON.stringify(text)} has no steps: FROM:TO ends before step TO, so TO must be larger than FROM`,
      `For steps ${Math.min(first, last)} to ${Math.max(first, last)}, give @${Math.min(first, last)}:${Math.max(first, last) + 1}.`,
    );
  }
  return {
    do: "clamp",
    tensor: name,
    unit: unit === undefined ? null : Number(unit),
    value: number,
    from: first,
    to: last,
  };
}

/** Behind the last step of any text, and of what is written on. */
const ALL = Number.MAX_SAFE_INTEGER;

/** "5=x": x at step 5. */
function changeOf(text: string): Extract<Change, { do: "symbol" }> {
  const match = /^(\d+)=(.+)$/su.exec(text);
  if (!match) throw usageError(`--change needs STEP=SYMBOL, not ${JSON.stringify(text)}`, "Such as 5=x: x at step 5.");
  return { do: "symbol", strip: 0, step: Number(match[1]), symbol: match[2] };
}

/** "l0.h@7": what is patched, and at which step alone. */
function patchOf(text: string): { name: string; step?: number } {
  const [name, step, ...others] = text.split("@");
  if (others.length > 0 || name === "" || (step !== undefined && !/^\d+$/.test(step))) {
    throw usageError(`--patch needs NAME or NAME@STEP, not ${JSON.stringify(text)}`, "Such as l0.h@7, l0 or all.");
  }
  return { name, ...(step !== undefined && { step: Number(step) }) };
}
