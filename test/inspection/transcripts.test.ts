// A transcription answers what a tagger of the same parameters would, whose labels are those of its steps: nothing is written on.
import { afterAll, expect, test } from "vitest";
import { type Encoding, Vocabulary } from "../../src/data/index.ts";
import {
  changedLook,
  gradientAnswer,
  InspectedNetwork,
  inputReading,
  NetworkLook,
  patchAnswer,
  triangleAnswer,
} from "../../src/inspection/index.ts";
import { sequenceForm } from "../../src/networks/index.ts";
import { ids, Networks, numbers, tags, tokens } from "./examples.ts";
import { configOf, randomTensors } from "./looks.ts";

const networks = new Networks();
afterAll(() => networks.dispose());

const counts = ["a", "b"].map((word, i) => ({ word, count: 3 - i }));
const labels = Vocabulary.ofLabels(counts, { size: null, minFrequency: 1, lowercase: false });
const vectors = { ...tokens(7), tokens: undefined, vectors: Float32Array.from(ids(14, 5), (x) => x / 4) };

/** A transcription and a tagger of the same parameters, at one input of which nothing else is known. */
async function both(read: Encoding, model: object) {
  const target = { column: "target", labels: [], vocabulary: labels, cutting: "cut" as const, numbers: [] };
  const data = { train: "a.jsonl", target: "target" };
  const transcription = { config: configOf({ task: "transcription", data, model }), encoding: { ...read, target } };
  const names = [...labels.symbols];
  const tagging = {
    config: configOf({ task: "tagging", data: { train: "a.conll" }, model }),
    encoding: { ...read, target: { ...tags.target, labels: names } },
  };
  const tensors = randomTensors(sequenceForm(tagging.config, tagging.encoding).form, 8);
  const input = read.source.vocabulary ? tokens(7) : vectors;
  return await Promise.all(
    [transcription, tagging].map(async (source) => {
      const net = networks.add(await InspectedNetwork.load({ ...source, tensors }));
      return new NetworkLook(net, inputReading(source.encoding, input));
    }),
  );
}

for (const bidirectional of [false, true]) {
  for (const [name, read] of [["tokens", tags] as const, ["vectors", numbers] as const]) {
    test(`of ${name}, ${bidirectional ? "in both directions" : "in one"}`, async () => {
      const looks = await both(read, { cell: "lstm", units: 3, bidirectional });
      const [look, tagger] = looks;
      const seen = look.seen();
      expect(seen.predictions).toMatchObject({ kind: "class", perStep: true, ahead: 0 });
      expect(seen.predictions.candidates).toEqual(tagger.seen().predictions.candidates);
      expect(seen.typed === null).toBe(name === "vectors");
      expect(seen.notes.join()).toContain("CTC");

      for (const asked of [{ step: 3 }, { step: 4, symbol: "a" }]) {
        const [found, same] = await Promise.all(looks.map((one) => gradientAnswer(one, asked)));
        expect(found).toEqual(same);
        expect(found.loss).toBeCloseTo(-Math.log(look.probability(asked.step, found.symbol)!), 5);
        expect(Math.max(...found.saliency[0].map(Math.abs))).toBeGreaterThan(1e-3);
      }

      const [found, same] = await Promise.all(looks.map((one) => triangleAnswer(one, {})));
      expect(found).toEqual(same);
      // Nobody said what came, so each step is asked for the likeliest there.
      const { norms } = await gradientAnswer(look, { step: 3 }).then(({ layers }) => layers[0]);
      const triangle = found.layers[0].norms.subarray(3 * 7, 4 * 7);
      norms.forEach((norm, s) => expect(triangle[s]).toBeCloseTo(norm, 5));
      expect(norms[3]).toBeGreaterThan(1e-3);

      const [changed, other] = await Promise.all(
        looks.map((one) => {
          return changedLook(one, [
            { do: "clamp", tensor: "l0.c", unit: 1, value: 2, from: 2, to: Number.MAX_SAFE_INTEGER },
            { do: "withoutRecurrence", layer: "l0" },
          ]);
        }),
      );
      for (const { look } of [changed, other]) networks.add(look.net);
      expect(changed.samples).toBeUndefined();
      expect(changed.look.tensor("logits")).toEqual(other.look.tensor("logits"));
      expect(changed.look.tensor("logits")).not.toEqual(look.tensor("logits"));

      const input = read.source.vocabulary ? tokens(7, 1) : { ...vectors, vectors: vectors.vectors.map((x) => 1 - x) };
      const patched = looks.map((one) => patchAnswer(one, inputReading(one.net.source.encoding!, input), {}));
      const [patch, alike] = await Promise.all(patched);
      expect(patch).toEqual(alike);
      expect(patch.whole!.length).toBeGreaterThan(2);
    });
  }
}
