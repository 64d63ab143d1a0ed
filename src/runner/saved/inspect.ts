import { UserError } from "../../base/userError.ts";
import { labelOfModel } from "../../config/index.ts";
import { estimatorOf, type Inspection as Found } from "../../estimators/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { savedConfig, savedModel } from "./saved.ts";

/** What a model that counts has found, and which it is. */
export interface Inspection extends Found {
  model: string;
}

/** Looks into a run that counts; `most` symbols or tokens in each list. */
export async function inspectRun(run: RunFolder, { prompt = "", most = 10 }): Promise<Inspection> {
  const config = savedConfig(run);
  const model = labelOfModel(config);
  const { inspect, fit: kind } = estimatorOf(config);
  if (inspect) return { model, ...(await inspect(await savedModel(run, config), { prompt, most })) };
  throw new UserError(
    "wrong-kind",
    `${run.id} is ${model}, ${kind ? "which keeps nothing of the data" : "a network, whose numbers mean little one by one"}`,
    kind ? "Its rule is in the manual." : "Its panel in VS Code shows its states; `export` writes its parameters.",
  );
}
