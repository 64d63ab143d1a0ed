import { Engine, Network, NetworkPlan, type ParameterPlan } from "../engine/index.ts";
import { layOutParameters } from "../graph/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { type Form, formModel } from "./compile.ts";
import { loadParameters } from "./parameters.ts";

/** Saved parameters in an engine, their own where none is given: where programs find them. */
export async function loadNetwork(
  form: Form,
  tensors: ReadonlyMap<string, Tensor>,
  engine?: Engine,
): Promise<ParameterPlan> {
  const { graph } = formModel(form, { steps: 1, batch: 1 });
  const { memory, threads } = engine ?? (await Engine.create());
  const plan = new NetworkPlan(memory, { layout: layOutParameters(graph), optimizer: { name: "sgd" }, threads });
  loadParameters(new Network(plan), tensors);
  return plan;
}
