// Real-time recurrent learning and label smoothing in a training: what is carried, saved, shown and refused.

import { describe, expect, it } from "vitest";
import { controlWord } from "../../src/base/cancellation.ts";
import { firstGradients, type Snapshot } from "../../src/training/index.ts";
import { ranThrough } from "../support/cancelled.ts";
import { unroll } from "../support/commandLine.ts";
import { configOf, smallConfig, trainerFor, vocabularyOf, words, workspace } from "../support/workspace.ts";

const text = words(700);
const rnn = { cell: "rnn", units: 7, layers: 1, embedding: 5, bias: true };
const online = { model: rnn, training: { gradient: "rtrl", batchSize: 3, sequenceLength: 5 } };

/** Every tensor of a snapshot as bits. */
const bits = ({ tensors, metadata }: Snapshot) => ({
  metadata,
  tensors: [...tensors].map(([name, { data, shape }]) => {
    return [name, shape, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")];
  }),
});

describe("real-time recurrent learning", () => {
  it("continues from a checkpoint to the same bits, over the short window that ends an epoch", async () => {
    const { trainer } = await trainerFor({ train: text }, online);
    const steps = trainer.minibatchesPerEpoch + 5;
    expect((text.length - 1) % 15).not.toBe(0);
    for (let i = 0; i < steps; i++) {
      if (i === 9 || i === trainer.minibatchesPerEpoch - 1) {
        const saved = trainer.save();
        const { trainer: other } = await trainerFor({ train: text }, online);
        other.restore(saved);
        for (let k = i; k < steps; k++) other.takeStep();
        const { trainer: whole } = await trainerFor({ train: text }, online);
        for (let k = 0; k < steps; k++) whole.takeStep();
        expect(bits(other.save())).toEqual(bits(whole.save()));
      }
      trainer.takeStep();
    }
    const { tensors } = trainer.save();
    const V = vocabularyOf(text).size;
    expect(tensors.get("unroll.state.l0.influence.input")?.shape).toEqual([3, V * 7, 7]);
    expect(tensors.get("unroll.state.l0.influence.recurrent")?.shape).toEqual([3, 49, 7]);
    expect(Math.hypot(...(tensors.get("unroll.state.l0.influence.recurrent")!.data as Float32Array))).toBeGreaterThan(
      0,
    );
  });

  it("a step that was stopped leaves what is carried as it was", async () => {
    const { signal } = new AbortController();
    const control = controlWord(signal);
    const { trainer } = await trainerFor({ train: text }, online, { signal });
    const { trainer: straight } = await trainerFor({ train: text }, online);
    for (let i = 0; i < 8; i++) {
      control[0] = 1;
      expect(ranThrough(() => trainer.takeStep())).toBe(false);
      control[0] = 0;
      trainer.takeStep();
      straight.takeStep();
    }
    expect(bits(trainer.save())).toEqual(bits(straight.save()));
  });

  it("updating at every step it learns what truncated backpropagation over one step cannot", async () => {
    // Each symbol of a random text is the one of five steps before, or its rare opposite.
    const draw = Array.from(words(4000, 5), (c) => "aeiou".includes(c));
    const bit = (i: number): boolean =>
      i < 5 ? draw[i] : draw[i] && draw[(i * 7) % 4000] ? !bits5[i - 5] : bits5[i - 5];
    const bits5: boolean[] = [];
    for (let i = 0; i < 4000; i++) bits5.push(bit(i));
    const train = bits5.map((b) => (b ? "1" : "0")).join("");
    const lossOf = async (gradient: string) => {
      const { trainer } = await trainerFor(
        { train },
        {
          model: { ...rnn, units: 16, embedding: 0 },
          training: { gradient, batchSize: 4, sequenceLength: 1, learningRate: 0.003, epochs: 10, steps: null },
        },
      );
      let sum = 0;
      for (let i = 0; i < 6000; i++) {
        trainer.takeStep();
        if (i >= 5000) sum += trainer.last.loss / 1000;
      }
      return sum;
    };
    const [forward, truncated] = [await lossOf("rtrl"), await lossOf("bptt")];
    console.log(
      `online, nats a symbol: ${forward.toFixed(3)} carried forward, ${truncated.toFixed(3)} truncated at one step`,
    );
    expect(forward).toBeLessThan(0.9 * truncated);
  });

  it("tells its cost before the run, and refuses what is too large once the symbols are counted", async () => {
    const { trainer } = await trainerFor({ train: text }, online);
    const V = vocabularyOf(text).size;
    const parameters = 7 * (V + 7);
    const cost = {
      parameters,
      numbers: 21 * parameters,
      bytes: 168 * parameters,
      multiplyAddsPerToken: 7 * parameters,
    };
    expect(trainer.influence).toEqual(cost);
    const { trainer: listed } = await trainerFor(
      { train: text },
      { ...online, model: { ...rnn, units: 99, layers: [{ units: 7 }] } },
    );
    expect(listed.influence).toEqual(cost);
    const { trainer: back } = await trainerFor({ train: text }, { model: rnn });
    expect(back.influence).toBeNull();
    const large = { model: { ...rnn, units: 150 }, training: { gradient: "rtrl", batchSize: 18 } };
    const error = { code: "rtrl-too-large", hint: expect.stringContaining("training.batchSize") };
    await expect(trainerFor({ train: text }, large)).rejects.toMatchObject(error);
  });

  it("the command line shows the cost, as text and as an event", async () => {
    const config = smallConfig({ ...online, training: { ...online.training, steps: 2 } });
    const folder = workspace({ "a.rnnconfig": config, "book.txt": words(900) });
    const [plain, json] = [
      await unroll(folder, "train", "a.rnnconfig"),
      await unroll(folder, "train", "a.rnnconfig", "--json"),
    ];
    expect(json).toMatchObject({ status: 0 });
    const { influence } = json.events[0] as unknown as { influence: { numbers: number; multiplyAddsPerToken: number } };
    expect(plain.stdout + plain.stderr).toContain(`carries ${influence.numbers.toLocaleString("en-US")} numbers`);
    expect(influence.multiplyAddsPerToken).toBe(influence.numbers / 3);
  });
});

describe("label smoothing", () => {
  it("changes what is learned, not what is shown", async () => {
    const smooth = { training: { labelSmoothing: 0.2 } };
    const { trainer: plain } = await trainerFor({ train: text, validation: text.slice(0, 99) }, {});
    const { trainer: smoothed } = await trainerFor({ train: text, validation: text.slice(0, 99) }, smooth);
    const pause = async () => {};
    expect(await smoothed.evaluate("validation", pause)).toEqual(await plain.evaluate("validation", pause));
    plain.takeStep();
    smoothed.takeStep();
    expect(smoothed.last.loss).toBeCloseTo(plain.last.loss, 6);
    expect(Math.abs(smoothed.last.gradientNorm / plain.last.gradientNorm - 1)).toBeGreaterThan(0.01);
  });

  it("`gradients` gives the smoothed loss, which its gradients lower", async () => {
    const vocabulary = vocabularyOf(text);
    const none = new Int32Array(0);
    const corpus = { train: vocabulary.encode(text).ids, validation: none, test: none, vocabulary };
    const lossWith = async (labelSmoothing: number) => {
      return (await firstGradients(configOf(smallConfig({ training: { labelSmoothing } })), { corpus })).loss;
    };
    const [plain, some, more] = [await lossWith(0), await lossWith(0.2), await lossWith(0.4)];
    // Linear in the share: (1 − ε)·(−ln p) + ε·(the mean −ln p of all symbols).
    expect(some).not.toBe(plain);
    expect((more - plain) / (some - plain)).toBeCloseTo(2, 3);
  });
});
