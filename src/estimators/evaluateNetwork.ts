import type { Config } from "../config/index.ts";
import { Engine } from "../engine/index.ts";
import { loadNetwork } from "../networks/index.ts";
import { type Evaluation, type TaskData, taskOf } from "../tasks/index.ts";
import type { Tensor } from "../tensors/index.ts";

/** Measures saved parameters on a part of some data, in an engine of its own. Undefined where the part is empty. */
export async function evaluateNetwork(
  config: Config,
  data: TaskData,
  tensors: ReadonlyMap<string, Tensor>,
  part: "validation" | "test",
  threads = 1,
): Promise<Evaluation | undefined> {
  const task = taskOf(config, data);
  if (!task.has(part)) return undefined;
  const engine = await Engine.create({ threads });
  try {
    const network = await loadNetwork(task.form, tensors, engine);
    return await task.measurer(network, part, [], true).evaluate(async () => {});
  } finally {
    await engine.dispose();
  }
}
