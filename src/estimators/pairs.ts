import { measurePairs, type PairMethod, PairModel } from "../baselines/index.ts";
import { encodingFromJSON } from "../data/index.ts";
import type { Estimator, FittedModel, SavedModel } from "./estimator.ts";
import { evaluationOf } from "./evaluationOf.ts";

/** Models that write what stands in a source or in a target of the training part. */
export function pairs(method: PairMethod): Estimator {
  const load = async ({ symbols, tensors }: SavedModel) =>
    await PairModel.fromTensors(method, await tensors(), encodingFromJSON(symbols));
  return {
    async fit(_config, { dataset }, pace) {
      const { parts, encoding } = dataset!;
      return fitted(await PairModel.fit(method, parts.train, encoding, pace));
    },
    async evaluate(model, data, part) {
      return await fitted(await load(model)).evaluate(data, part, async () => {});
    },
  };
}

function fitted(model: PairModel): FittedModel {
  return {
    parameters: model.parameters,
    tensors: () => model.tensors(),
    evaluate: async ({ dataset }, part, pace) => {
      const { parts, encoding } = dataset!;
      return evaluationOf(await measurePairs(model, parts, encoding, part, pace));
    },
  };
}
