// A run that writes a sequence for another, from its config to all that it can be asked on the command line.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { type CliEvent, named, unroll } from "../support/commandLine.ts";
import { reversals } from "../support/pairs.ts";
import { workspace } from "../support/workspace.ts";

const table = (pairs: readonly (readonly [string, string])[]) =>
  `source\ttarget\n${pairs.map(([source, target]) => `${source}\t${target}\n`).join("")}`;

const config = (attention: string | null, training: object) =>
  JSON.stringify({
    task: "sequence-to-sequence",
    data: { train: "pairs.tsv", input: "source", target: "target", validation: 0.1, test: 0.1 },
    model: { cell: "gru", units: 32, embedding: 16, bidirectional: true, attention },
    training: { batchSize: 32, learningRate: 0.01, seed: 3, ...training },
  });

const few = reversals(4, { least: 3, most: 5, seed: 9 });

/** What `gradients` prints of a minibatch of pairs. */
interface Printed {
  inputs: number[][];
  targetInputs: number[][];
  targets: number[][];
  lengths: number[];
  targetLengths: number[];
  vocabulary: string[];
  targetVocabulary: string[];
}

/** A folder with a run of each model; the one without attention has learned nothing. */
async function trained(): Promise<{ folder: string; done: CliEvent; events: CliEvent[] }> {
  const folder = workspace({
    "pairs.tsv": table(reversals(900, { least: 3, most: 6 })),
    "seen.rnnconfig": config("general", { steps: 400 }),
    "blind.rnnconfig": config(null, { steps: 2 }),
    "few.tsv": table(few),
    "sources.txt": few.map(([source]) => `${source}\n`).join(""),
    "targets.txt": few.map(([, target]) => `${target}\n`).join(""),
    "open.txt": `${few.map(([, target]) => `${target}\n`).join("")}\n\n`,
    "short.txt": "a\nb\nc\n",
    "wrong.tsv": table(few.map(([source, target]) => [source, `${target}${target}`])),
    "odd.tsv": table([
      ["abc", "cbx"],
      ["", "a"],
      ["axb", "ba"],
    ]),
  });
  await unroll(folder, "train", "blind.rnnconfig", "--json");
  const { status, events, stderr } = await unroll(folder, "train", "seen.rnnconfig", "--json");
  expect(status, stderr).toBe(0);
  return { folder, done: events.at(-1)!, events };
}

describe("sequence to sequence", { timeout: 60_000 }, () => {
  it("is trained and used in every way, and says what it cannot be asked", async () => {
    const { folder, done, events: told } = await trained();
    const test = done.test as Record<string, number>;
    // What is written comes with the probability of each symbol; greedily each is the likeliest in its place.
    const shown = told.findLast(({ event }) => event === "sample") as unknown as {
      drawn: { text: string; probability: number; likeliest: { symbol: string; probability: number }[] }[];
      preview: { texts: { source: string; output: string } };
    };
    expect(shown.drawn.map(({ text }) => text).join("")).toBe(shown.preview.texts.output);
    expect(shown.preview).not.toHaveProperty("drawn");
    for (const { text, probability, likeliest } of shown.drawn) {
      expect([likeliest[0].symbol, likeliest[0].probability, likeliest.length]).toEqual([text, probability, 5]);
    }
    const kept = JSON.parse(readFileSync(join(done.run as string, "symbols.json"), "utf8"));
    expect(JSON.stringify(kept)).toContain(JSON.stringify(shown.drawn[0].text));
    // The last sample is of the last parameters, as `score` reads them where they are the best too.
    if ((done.best as { step: number }).step === done.steps) {
      const { source, output } = shown.preview.texts;
      writeFileSync(join(folder, "written.tsv"), table([[source, output]]));
      const { events } = await unroll(folder, "score", done.run as string, "written.tsv", "--json");
      const tokens = events[0].tokens as { logProbability: number }[];
      shown.drawn.forEach(({ probability }, i) =>
        expect(Math.log(probability)).toBeCloseTo(tokens[i].logProbability, 4),
      );
    }
    expect(test.exactMatch).toBeGreaterThan(0.8);
    expect(Object.keys(test).sort()).toEqual(
      [
        "step",
        "loss",
        "perplexity",
        "tokenAccuracy",
        "exactMatch",
        "bleu",
        "chrf",
        "errorRate",
        "wordErrorRate",
      ].sort(),
    );
    const run = (...args: string[]) => unroll(folder, ...args);

    const evaluated = await run("evaluate", "last", "--json");
    const { step: _, ...same } = test;
    for (const [name, value] of Object.entries(same)) expect(evaluated.events[0][name], name).toBeCloseTo(value, 5);
    expect(evaluated.events[0]).toMatchObject({ part: "test" });
    expect(evaluated.events[0].report).toMatchObject({ lengths: expect.any(Array), worst: expect.any(Array) });
    const parallel = await run("evaluate", "last", "--data", "sources.txt", "--targets", "targets.txt", "--json");
    const columns = await run("evaluate", "last", "--data", "few.tsv", "--json");
    expect(columns.events[0]).toMatchObject({ event: "evaluation", data: "few.tsv", leftOut: 0 });
    expect(columns.events[0]).not.toHaveProperty("part");
    expect(parallel.events[0]).toEqual({ ...columns.events[0], data: "sources.txt" });

    const predicted = await run("predict", "last", "few.tsv", "--beam", "3", "--nbest", "2", "--json");
    expect(predicted.events.at(-1)).toMatchObject({ event: "predictions", inputs: 4, unread: 0, right: 4, of: 4 });
    // Empty lines at the end of one file have no partner.
    const scored = await run("score", "last", "sources.txt", "--targets", "open.txt", "--json");
    const lines = named(scored.events, "line");
    named(predicted.events, "prediction").forEach((prediction, i) => {
      const [best, second] = prediction.outputs as Record<string, unknown>[];
      const [source, target] = few[i];
      expect(prediction).toMatchObject({ line: i + 2, text: source, source: [...source], agrees: true });
      expect(best).toMatchObject({ tokens: [...target], text: target, stopped: true, score: best.logProbability });
      const alignment = best.alignment as number[][];
      expect(alignment.map(({ length }) => length)).toEqual(new Array(target.length + 1).fill(source.length));
      expect(second.text).not.toBe(target);
      // What was written has the log-probability that it is scored with, symbol by symbol.
      const line = lines[i] as unknown as {
        logProbability: number;
        tokens: { symbol: string; logProbability: number }[];
      };
      expect(line).toMatchObject({ line: i + 1, source, text: target, targets: target.length + 1 });
      expect(line.logProbability).toBeCloseTo(best.logProbability as number, 4);
      expect(line.tokens.map(({ symbol }) => symbol)).toEqual([...target, "<eos>"]);
      expect(line.tokens.reduce((sum, token) => sum + token.logProbability, 0)).toBeCloseTo(line.logProbability, 9);
    });

    const [[source, target]] = few;
    const aligned = await run("predict", "last", "few.tsv", "--align");
    const rows = aligned.stdout.split("\n");
    expect(rows[0]).toBe(`${source} → ${target}`);
    expect(rows[1]).toMatch(/^ {2}output +looked at +/);
    expect(rows[2]).toMatch(new RegExp(`^ {2}${target[0]} +${source.at(-1)} [01]\\.\\d\\d`));

    const inspected = await run("inspect", "last", "--prompt", source, "--top", "2", "--json");
    const symbols = inspected.events[0].symbols as { symbol: string; probability: number; likeliest: object[] }[];
    expect(symbols.map(({ symbol }) => symbol)).toEqual([...target, "<eos>"]);
    for (const { symbol, probability, likeliest } of symbols) expect(likeliest[0]).toEqual({ symbol, probability });

    const drawn = await run("sample", "last", "--prompt", source, "--count", "3", "--distinct", "--json");
    expect(new Set(drawn.events.map(({ text, stopped }) => `${text} ${stopped}`)).size).toBe(3);
    const again = await run("sample", "last", "--prompt", source, "--count", "3", "--distinct", "--json");
    expect(again.events).toEqual(drawn.events);
    expect(drawn.events[0]).toMatchObject({ event: "sample", index: 1, prompt: source, count: 3, distinct: true });

    const exported = await run("export", "last", "--out", "x.safetensors");
    expect(exported.stdout).toMatch(/encoder and the decoder are modules of PyTorch/);
    const file = decodeSafetensors(readFileSync(join(folder, "x.safetensors")), "x");
    expect(JSON.parse(file.metadata["unroll.cells"])).toEqual([
      { cell: "gru", bidirectional: true },
      { side: "decoder", cell: "gru" },
      { bridge: "linear", attention: "general", query: "after" },
    ]);
    expect([...file.tensors.keys()]).toEqual(
      expect.arrayContaining(["encoder.weight_ih_l0_reverse", "decoder.weight_hh_l0", "bridge.h_l0.weight"]),
    );

    // What it cannot be asked is said, and what cannot be read is passed over.
    const blind = (await run("list", "--json")).events.find(({ id }) => String(id).startsWith("blind"))!;
    const fails = async (text: RegExp, ...args: string[]) => {
      const { status, stderr } = await run(...args);
      expect(stderr).toMatch(text);
      expect(status, stderr).toBe(2);
    };
    await Promise.all([
      fails(/Greedy search finds one output[\s\S]*--beam 3/, "predict", "last", "few.tsv", "--nbest", "3"),
      fails(/beam of 2 keeps 2 outputs/, "predict", "last", "few.tsv", "--beam", "2", "--nbest", "3"),
      fails(/has no attention \(model.attention is null\)/, "predict", String(blind.id), "few.tsv", "--align"),
      fails(/--length-penalty ranks what a beam search finds/, "predict", "last", "few.tsv", "--length-penalty", "1"),
      fails(/--coverage-penalty ranks/, "evaluate", "last", "--beam", "0", "--coverage-penalty", "1"),
      fails(/it transcribes nothing/, "evaluate", "last", "--label-bonus", "1"),
      fails(/no labels to predict/, "predict", "last", "few.tsv", "--entities"),
      fails(/--next is not supported/, "sample", "last", "--prompt", "abc", "--next", "3"),
      fails(/none is given[\s\S]*--prompt SOURCE/, "sample", "last"),
      fails(/sources.txt has no targets to score/, "score", "last", "sources.txt"),
      fails(/sources.txt has 4 lines and short.txt has 3/, "score", "last", "sources.txt", "--targets", "short.txt"),
      fails(/--targets needs --data/, "evaluate", "last", "--targets", "targets.txt"),
      fails(/--part is a part of the run's own data/, "evaluate", "last", "--part", "test", "--data", "few.tsv"),
    ]);
    const odd = await run("predict", "last", "odd.tsv", "--json");
    expect(odd.status).toBe(2);
    expect(odd.events.map(({ event, line, code }) => [event, line, code])).toEqual([
      ["prediction", 2, undefined],
      ["error", 3, "empty-input"],
      ["prediction", 4, undefined],
      ["predictions", undefined, undefined],
    ]);
    expect(odd.events[0]).toMatchObject({ expected: "cbx", agrees: false, unknown: [] });
    expect(odd.events[2]).toMatchObject({ unknown: ["x"], unknownTrained: false });

    // Measured as predictions are written with the same options; the worst come with their alignment.
    const search = ["--beam", "3", "--length-penalty", "1", "--length", "4", "--json"];
    const measured = await run("evaluate", "last", "--data", "wrong.tsv", ...search);
    const written = named((await run("predict", "last", "wrong.tsv", ...search)).events, "prediction");
    const { worst, beam } = measured.events[0].report as { worst: Record<string, unknown>[]; beam: number | null };
    expect([beam, worst.length]).toEqual([3, few.length]);
    for (const { truth, output, stopped, alignment, symbols } of worst) {
      const { outputs, source } = written.find(({ expected }) => expected === truth)!;
      const [first] = outputs as { text: string; tokens: string[]; stopped: boolean; alignment: number[][] }[];
      expect(first.tokens.length).toBeLessThanOrEqual(4);
      expect({ output, stopped, symbols }).toEqual({
        ...{ output: first.text, stopped: first.stopped },
        symbols: { source, output: first.tokens },
      });
      expect((alignment as number[][]).map(({ length }) => length)).toEqual(
        first.alignment.map(({ length }) => length),
      );
      first.alignment.flat().forEach((weight, i) => {
        expect((alignment as number[][]).flat()[i]).toBeCloseTo(weight, 5);
      });
    }
    expect(JSON.stringify(named(told, "done")[0])).not.toContain("alignment");
    const nothing = await run("predict", "last", "few.tsv", "--beam", "100", "--nbest", "100");
    expect(nothing.stdout).toMatch(/^ +-\d+\.\d\d {2}\(nothing\)$/m);
  });

  it("prints its first minibatch with the gradients", async () => {
    const folder = workspace({
      "pairs.tsv": table(reversals(60)),
      "a.rnnconfig": config("additive", { batchSize: 2 }),
    });
    const { events, stderr } = await unroll(folder, "gradients", "a.rnnconfig", "--out", "g.safetensors", "--json");
    const step = events[0] as unknown as Printed;
    expect(stderr).not.toMatch(/error/);
    for (let b = 0; b < 2; b++) {
      const source = step.inputs.map((row) => row[b]).slice(0, step.lengths[b]);
      const n = step.targetLengths[b] - 1;
      const column = (rows: number[][]) => rows.map((row) => row[b]);
      const written = column(step.targets).slice(0, n);
      const text = source.map((id) => step.vocabulary[id]).reverse();
      expect(written.map((id) => step.targetVocabulary[id])).toEqual(text);
      expect(column(step.targetInputs).slice(0, n + 1)).toEqual([2, ...written]);
      expect(column(step.targets)[n]).toBe(1);
      expect(
        column(step.targets)
          .slice(n + 1)
          .every((id) => id === -100),
      ).toBe(true);
    }
  });
});
