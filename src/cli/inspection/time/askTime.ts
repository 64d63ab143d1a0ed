import type { Look } from "../../../contracts/inspection/look.ts";
import type { Answer, InspectionProgress } from "../../../contracts/inspection/questions.ts";
import type { Inspector, OpenRequest } from "../../../runner/index.ts";
import { findRun } from "../../../runs/index.ts";
import { type Output, usageError } from "../../output.ts";
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
import type { TimeRequest } from "./timeOptions.ts";

/** A look, and what opened it. */
export interface Asked {
  look: Look;
  request: OpenRequest;
}

/** What was answered about time and change. */
export interface TimeAnswers {
  /** The look that counts from then on. */
  look: Look;
  /** For a file. */
  tensors: SavedTensors;
  /** Says it all. */
  show(): void;
}

type Told = (progress: InspectionProgress) => void;

/** Asks what options of time and change want to know; nothing is said before all is known. */
export async function askTime(
  inspector: Inspector,
  { look: before, request }: Asked,
  asked: TimeRequest,
  output: Output,
  told: Told,
): Promise<TimeAnswers> {
  const tensors: SavedTensors = new Map();
  const shown: (() => void)[] = [];
  const add = (found: SavedTensors, event: object, show: () => void) => {
    for (const [name, tensor] of found) tensors.set(name, tensor);
    shown.push(() => {
      output.event(event);
      show();
    });
  };
  const { changes, writing, gradient, symbol, from } = asked;
  let changedLook = before;
  if (changes.length > 0) {
    const answer = await inspector.whatIf({ look: before.look, changes, writing }, told);
    add(new Map(), { ...changedEvent(answer), changes }, () => showChanged(before, answer, output));
    changedLook = answer.look;
  }
  const hasClamps = changes.some((change) => change.do === "clamp");
  const look = hasClamps ? before : changedLook;
  if (hasClamps && (gradient !== undefined || asked.gradients || from !== undefined)) {
    output.warn("gradients and patched states are those of the network without clamps");
  }
  if (gradient !== undefined) {
    const answer = await inspector.gradient({ look: look.look, step: gradient, symbol, ahead: asked.ahead }, told);
    add(gradientTensors(answer), gradientEvent(answer), () => showGradient(look, answer, output));
  }
  if (asked.gradients) {
    const { stride, compare } = asked;
    const answer = await inspector.triangle({ look: look.look, stride, symbol }, told);
    const all = [{ run: look.run.id, answer }];
    add(triangleTensors(answer), triangleEvent(answer, look.run.folder), () => showTriangles(all, output));
    for (const name of compare) {
      const other = await compared(inspector, name, { request, asked, notes: look.notes }, output, told);
      all.push(other);
      shown.push(() => output.event(triangleEvent(other.answer, other.folder)));
    }
  }
  if (from !== undefined) {
    const answer = await patched(inspector, look, { ...asked, from }, told);
    add(patchTensors(answer), patchEvent(answer), () => showPatch(answer, look, output));
  }
  return {
    look: changedLook,
    tensors,
    show: () => {
      for (const show of shown) show();
    },
  };
}

/** The gradients of another run on the same input. */
async function compared(
  inspector: Inspector,
  name: string,
  { request, asked, notes }: { request: OpenRequest; asked: TimeRequest; notes: readonly string[] },
  output: Output,
  told: Told,
) {
  const { path: run, id } = await findRun(name, process.cwd());
  const opened = await inspector.open({ ...request, run, checkpoint: undefined }, told);
  if ("counted" in opened) throw usageError(`--compare ${id}: a model that counts has no gradients`);
  for (const note of opened.notes) if (!notes.includes(note)) output.warn(`${id}: ${note}`);
  const { stride, symbol } = asked;
  return { run: id, folder: run, answer: await inspector.triangle({ look: opened.look, stride, symbol }, told) };
}

async function patched(
  inspector: Inspector,
  { look }: Look,
  { from, symbol, patched: tensors, patchedAt: at, at: step }: TimeRequest & { from: string },
  told: Told,
): Promise<Answer<"patch">> {
  const donor = { from: "text" as const, text: from };
  const answer = await inspector.patch({ look, donor, tensors, step, symbol }, told);
  if (at === undefined) return answer;
  const { recovery, steps, first, stride } = answer;
  const column = (at - first) / stride;
  if (!Number.isInteger(column) || column < 0 || column >= steps) {
    const every = stride > 1 ? `, every ${stride}th` : "";
    const last = first + (steps - 1) * stride;
    throw usageError(`--patch: states are patched at steps ${first} to ${last}${every}, and not at step ${at}`);
  }
  return {
    ...answer,
    ...{ steps: 1, first: at },
    recovery: recovery && Float32Array.from(answer.tensors, (_, row) => recovery[row * steps + column]),
  };
}
