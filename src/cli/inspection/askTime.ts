import type { Change } from "../../contracts/inspection/changes.ts";
import type { Look } from "../../contracts/inspection/look.ts";
import type { Answer } from "../../contracts/inspection/questions.ts";
import type { Inspector, OpenRequest } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Arguments } from "../command.ts";
import { type Output, usageError } from "../output.ts";
import { showChanged, showGradient, showPatch, showTriangles } from "./showTime.ts";
import {
  changedEvent,
  gradientEvent,
  gradientTensors,
  patchEvent,
  patchTensors,
  type SavedTensors,
  triangleEvent,
  triangleTensors,
} from "./timeEvents.ts";
import { changeOf, clampOf, patchOf } from "./timeOptions.ts";

/** A look, and what opened it. */
export interface Asked {
  look: Look;
  request: OpenRequest;
}

/** Asks and says what options of time and change want to know. Returns the look that counts from then on, and tensors for a file. */
export async function askTime(
  inspector: Inspector,
  { look: before, request }: Asked,
  given: Arguments,
  output: Output,
): Promise<{ look: Look; tensors: SavedTensors }> {
  const tensors: SavedTensors = new Map();
  const add = (found: SavedTensors) => {
    for (const [name, tensor] of found) tensors.set(name, tensor);
  };
  const changedLook = await changed(inspector, before, given, output);
  const hasClamps = given.options.clamp !== undefined;
  const look = hasClamps ? before : changedLook;
  const asksTime = ["gradient", "gradients", "from"].some((name) => given.options[name] !== undefined);
  if (hasClamps && asksTime) output.warn("gradients and patched states are those of the network without clamps");
  const { symbol, from, compare } = given.options as { symbol?: string; from?: string; compare?: string[] };
  const step = numberOption(given, "gradient", { least: 0, whole: true });
  if (step !== undefined) {
    const answer = await inspector.gradient({ look: look.look, step, symbol });
    output.event(gradientEvent(answer));
    showGradient(look, answer, output);
    add(gradientTensors(answer));
  }
  if (given.options.gradients) {
    const stride = numberOption(given, "stride", { least: 1, whole: true });
    const answer = await inspector.triangle({ look: look.look, stride });
    const all = [{ run: look.run.id, answer }];
    output.event(triangleEvent(answer, look.run.folder));
    add(triangleTensors(answer));
    for (const name of compare ?? [])
      all.push(await compared(inspector, name, { request, stride, notes: look.notes }, output));
    showTriangles(all, output);
  }
  if (from !== undefined) {
    const answer = await patched(inspector, look, { from, symbol }, given);
    output.event(patchEvent(answer));
    showPatch(answer, look.strips[look.predictions.strip].symbols, output);
    add(patchTensors(answer));
  }
  return { look: changedLook, tensors };
}

/** The network with what is to be otherwise; the same look where nothing is. */
async function changed(inspector: Inspector, before: Look, { options }: Arguments, output: Output): Promise<Look> {
  const {
    clamp = [],
    change = [],
    "without-recurrence": without = [],
  } = options as Record<string, string[] | undefined>;
  const changes: Change[] = [
    ...clamp.map(clampOf),
    ...without.map((layer) => ({ do: "withoutRecurrence" as const, layer })),
    ...change.map(changeOf),
  ];
  if (changes.length === 0) return before;
  const answer = await inspector.whatIf({ look: before.look, changes });
  output.event({ ...changedEvent(answer), changes });
  showChanged(before, answer, output);
  return answer.look;
}

/** The gradients of another run on the same input. */
async function compared(
  inspector: Inspector,
  name: string,
  { request, stride, notes }: { request: OpenRequest; stride: number | undefined; notes: readonly string[] },
  output: Output,
) {
  const { path: run, id } = await findRun(name, process.cwd());
  const opened = await inspector.open({ ...request, run, checkpoint: undefined });
  if ("counted" in opened) throw usageError(`--compare ${id}: a model that counts has no gradients`);
  for (const note of opened.notes) if (!notes.includes(note)) output.warn(`${id}: ${note}`);
  const answer = await inspector.triangle({ look: opened.look, stride });
  output.event(triangleEvent(answer, run));
  return { run: id, answer };
}

async function patched(
  inspector: Inspector,
  { look }: Look,
  { from, symbol }: { from: string; symbol?: string },
  given: Arguments,
): Promise<Answer<"patch">> {
  const asked = ((given.options.patch as string[] | undefined) ?? []).map(patchOf);
  const tensors = asked.length > 0 ? asked.map(({ name }) => name) : undefined;
  const step = numberOption(given, "at", { least: 0, whole: true });
  const donor = { from: "text" as const, text: from };
  const answer = await inspector.patch({ look, donor, tensors, step, symbol });
  const [at, ...others] = new Set(asked.flatMap((one) => one.step ?? []));
  if (others.length > 0) {
    throw usageError(
      `--patch shows one step at a time, not steps ${[at, ...others].join(", ")}`,
      "Ask once for each step.",
    );
  }
  if (at === undefined) return answer;
  const { recovery, steps, first, stride } = answer;
  const column = (at - first) / stride;
  if (!Number.isInteger(column) || column < 0 || column >= steps) {
    const every = stride > 1 ? `, every ${stride}th` : "";
    throw usageError(`--patch: states are patched at steps ${first} to ${answer.step}${every}, and not at step ${at}`);
  }
  return {
    ...answer,
    ...{ steps: 1, first: at },
    recovery: recovery && Float32Array.from(answer.tensors, (_, row) => recovery[row * steps + column]),
  };
}
