import { type CurveBlock, CurveWriter } from "../../base/curves/curveBlock.ts";
import type { StoredCurves } from "../../contracts/background.ts";
import { parseRow, RunFolder } from "../../runs/index.ts";

/** Blocks that are read in one go. */
const PIECE = 32;

/** Rows of a run's log from a place on, as the blocks in which they would have come from its training. */
export async function readStoredCurves(folder: string, at: number): Promise<StoredCurves> {
  const run = await RunFolder.open(folder);
  const blocks: CurveBlock[] = [];
  const take = (block: CurveBlock) => blocks.push(block);
  const [steps, validations] = [new CurveWriter("steps", take), new CurveWriter("validations", take)];
  let end = at;
  for await (const line of run.metricLines(at)) {
    end = line.end;
    const row = parseRow(line.text);
    if (!hasStep(row)) continue;
    if (row.event === "step" && hasLoss(row)) steps.add(row);
    else if (row.event === "validation" && hasLoss(row)) validations.add(row);
    else if (row.event === "resume") for (const table of [steps, validations]) table.voidAfter(row.step);
    if (blocks.length >= PIECE) break;
  }
  for (const table of [steps, validations]) table.flush();
  return { blocks, at: end, more: blocks.length >= PIECE };
}

/** One that is not finite is null. */
function hasLoss({ loss }: { loss?: unknown }): boolean {
  return typeof loss === "number" || loss === null;
}

function hasStep(row: Record<string, unknown> | undefined): row is { event?: unknown; step: number; loss?: unknown } {
  return Number.isFinite(row?.step);
}
