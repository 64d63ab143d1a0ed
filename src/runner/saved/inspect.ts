import { UserError } from "../../base/userError.ts";
import { labelOfModel } from "../../config/index.ts";
import { estimatorOf, type Inspection as Found } from "../../estimators/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { says } from "../messages.ts";
import { savedConfig, savedModel } from "./saved.ts";

/** What a model that counts has found, and which it is. */
export interface Inspection extends Found {
  model: string;
}

/** Whether the model of a run has learned by counting. */
export function isCounted(run: RunFolder): boolean {
  return estimatorOf(savedConfig(run)).fit !== undefined;
}

/** Looks into a run that counts; `most` symbols or tokens in each list. */
export async function inspectRun(run: RunFolder, { prompt = "", most = 10 }): Promise<Inspection> {
  const config = savedConfig(run);
  const model = labelOfModel(config);
  const { inspect } = estimatorOf(config);
  if (inspect) return { model, ...(await inspect(await savedModel(run, config), { prompt, most })) };
  throw new UserError(says.nothingInside({ id: run.id, model }));
}
