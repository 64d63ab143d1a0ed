import { measurePairs, noProbabilities, type PairMethod, PairModel } from "../baselines/index.ts";
import type { Config } from "../config/index.ts";
import { encodingFromJSON } from "../data/index.ts";
import type { Estimator, FittedModel, SavedModel } from "./estimator.ts";
import { evaluationOf } from "./evaluationOf.ts";

/** Models that write what stands in a source or in a target of the training part. */
export function pairs(method: PairMethod): Estimator {
  const load = async ({ symbols, tensors }: SavedModel) =>
    await PairModel.fromTensors(method, await tensors(), encodingFromJSON(symbols));
  return {
    async fit(config, { dataset }, pace) {
      const { parts, encoding } = dataset!;
      return fitted(await PairModel.fit(method, parts.train, encoding, pace), config);
    },
    async evaluate(model, data, part) {
      return await fitted(await load(model), model.config).evaluate(data, part, async () => {});
    },
    async targets(model) {
      const loaded = await load(model);
      return {
        write: (sources, { length }) => sources.map((source) => [loaded.output(source, length)]),
        score() {
          throw noProbabilities();
        },
      };
    },
    async transcripts(model) {
      const loaded = await load(model);
      return {
        usual() {
          const { alignment: _, stopped: __, ...output } = loaded.output(new Int32Array(0), Number.POSITIVE_INFINITY);
          return output;
        },
      };
    },
  };
}

function fitted(model: PairModel, { training: { seed } }: Config): FittedModel {
  return {
    parameters: model.parameters,
    tensors: () => model.tensors(),
    evaluate: async ({ dataset }, part, pace) => evaluationOf(await measurePairs(model, dataset!, part, seed, pace)),
  };
}
