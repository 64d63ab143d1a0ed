import { type ExampleMethod, ExampleModel, measureExamples } from "../baselines/index.ts";
import { tasks } from "../config/index.ts";
import { type Encoding, encodingFromJSON } from "../data/index.ts";
import { predictionOf } from "../tasks/index.ts";
import type { Estimator, FittedModel, SavedModel } from "./estimator.ts";
import { evaluationOf } from "./evaluationOf.ts";

/** Models of classes, tags or labels that count what examples have. */
export function examples(method: ExampleMethod): Estimator {
  const load = async ({ config, tensors }: SavedModel, encoding: Encoding) => {
    const { labels } = config.data;
    const isAny = labels === "several" || labels === "binary";
    return ExampleModel.fromTensors(method, await tensors(), encoding, isAny ? "labels" : "class");
  };
  return {
    async fit(config, { dataset }, pace) {
      const { parts, encoding } = dataset!;
      return fitted(await ExampleModel.fit(method, parts.train, encoding, config.training.seed, pace));
    },
    async evaluate(model, data, part) {
      return await fitted(await load(model, encodingFromJSON(model.symbols))).evaluate(data, part, async () => {});
    },
    async predictor(model, encoding) {
      const loaded = await load(model, encoding);
      const { answersPerStep: perStep } = tasks[model.config.task];
      const several = loaded.kind === "labels";
      return ({ length, tokens, vectors, symbols }) => {
        const inputs = { starts: Int32Array.of(0), lengths: Int32Array.of(length), tokens, vectors };
        const shares = Array.from({ length: perStep ? length : 1 }, (_, step) =>
          loaded.predict(inputs, 0, step).slice(),
        );
        return predictionOf(shares, symbols, encoding, { perStep, several });
      };
    },
    async inspect(model, { most }) {
      const encoding = encodingFromJSON(model.symbols);
      const loaded = await load(model, encoding);
      const classes = encoding.target.labels.map((label, c) => {
        const telling = loaded.telling(c, most);
        const tokens = telling?.map(({ token, evidence }) => ({
          token: encoding.source.vocabulary!.symbol(token),
          evidence,
        }));
        // What no token changes is the same for all.
        return tokens ? { label, tokens } : { label, share: loaded.predict(NOTHING, 0, 0)[c] };
      });
      return { classes };
    },
  };
}

const NOTHING = { starts: Int32Array.of(0), lengths: Int32Array.of(0) };

function fitted(model: ExampleModel): FittedModel {
  return {
    parameters: model.parameters,
    tensors: () => model.tensors(),
    evaluate: async ({ dataset }, part) => {
      const { parts, encoding } = dataset!;
      return evaluationOf(measureExamples(model, parts, encoding, part));
    },
  };
}
