// A model of words from its config to the command line: trained, resumed, sampled, scored, listed, exported.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cliScript, named, unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, traceOf, words, workspace } from "../support/workspace.ts";

const number = expect.any(Number);

const project = (sections: Parameters<typeof smallConfig>[0] = {}) => {
  const { data, training, ...rest } = sections;
  const config = smallConfig({
    data: { unit: "word", vocabulary: { minFrequency: 2 }, ...data },
    training: { threads: 1, sequenceLength: 5, ...training },
    ...rest,
  });
  return workspace({ "a.rnnconfig": config, "book.txt": words(2500).replaceAll("ba", "ba,") });
};

describe("words", () => {
  it("train, list, sample, export and score", { timeout: 60_000 }, async () => {
    const folder = project({ training: { validateEvery: 6, sampleEvery: 6 }, sampling: { prompt: "zzz", count: 2 } });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).toBe(0);
    expect(stderr).toMatch(/words for training/);
    expect(stderr).toMatch(/unknown \(<unk>\): [\d.]+ % of train, [\d.]+ % of validation, [\d.]+ % of test/);
    const [{ data }] = named(events, "start");
    expect(data).toMatchObject({
      characters: { train: number },
      unknown: { train: number },
      unknownShare: { train: number, validation: number, test: number },
    });
    const facts = data as { tokens: Record<string, number>; characters: Record<string, number> };
    const ratio = facts.tokens.validation / facts.characters.validation / Math.LN2;
    const [validation] = named(events, "validation");
    expect(validation.bitsPerCharacter).toBeCloseTo((validation.loss as number) * ratio, 9);
    expect(events.at(-1)).toMatchObject({ best: { bitsPerCharacter: number }, test: { bitsPerCharacter: number } });
    expect(named(events, "warning")).toContainEqual({
      event: "warning",
      code: "unknown-symbol",
      message: 'sampling.prompt holds words that the model does not know: "zzz"',
      key: "sampling.prompt",
    });
    const samples = named(events, "sample");
    expect(samples.map(({ step, index }) => [step, index])).toEqual([
      [6, 1],
      [6, 2],
      [12, 1],
      [12, 2],
    ]);
    for (const sample of samples)
      expect(Object.keys(sample).sort()).toEqual(["drawn", "event", "index", "prompt", "step", "text"]);
    const run = onlyRun(folder);
    const vocabulary = JSON.parse(readFileSync(join(run, "vocabulary.json"), "utf8"));
    expect(vocabulary).toMatchObject({ unit: "word", split: "unicode", eos: "line", unknown: 0 });
    expect(vocabulary.symbols.slice(0, 3)).toEqual(["<unk>", "<eos>", "<bos>"]);
    expect((await unroll(folder, "list")).stdout).toContain("finished");
    expect((await unroll(folder, "export", "last", "--format", "safetensors")).status).toBe(0);

    const known = vocabulary.symbols[4] as string;
    const sampled = await unroll(
      folder,
      "sample",
      "last",
      "--prompt",
      known,
      "--count",
      "1",
      "--length",
      "7",
      "--json",
    );
    expect(sampled.events).toMatchObject([{ index: 1, prompt: known, tokens: 7, unknown: [], redrawn: number }]);
    const shown = await unroll(folder, "sample", "last", "--prompt", known, "--count", "1", "--length", "7");
    expect(shown.stdout).toBe(`${known}${sampled.events[0].text}\n`);
    const distinct = await unroll(folder, "sample", "last", "--distinct", "--count", "3", "--stop", "eos", "--json");
    expect(new Set(distinct.events.map(({ text }) => text)).size).toBe(3);
    const beam = await unroll(folder, "sample", "last", "--beam", "6", "--length", "5", "--json");
    const likely = beam.events.map(({ logProbability }) => logProbability as number);
    expect(likely).toHaveLength(2);
    expect(likely[0]).toBeGreaterThanOrEqual(likely[1]);
    const bad = await unroll(folder, "sample", "last", "--beam", "6", "--top-k", "3", "--json");
    expect(bad).toMatchObject({
      status: 2,
      events: [{ code: "not-together", message: expect.stringContaining("topK") }],
    });
  });

  it("scores lines of a file and of standard input, and says which is likelier", { timeout: 60_000 }, async () => {
    const folder = project();
    expect((await unroll(folder, "train", "a.rnnconfig")).status).toBe(0);
    const run = onlyRun(folder);
    const { symbols } = JSON.parse(readFileSync(join(run, "vocabulary.json"), "utf8"));
    const [often, seldom] = [symbols[3], symbols.at(-1)];
    const lines = [`${often} ${seldom}`, "", "qqq"];
    writeFileSync(join(folder, "lines.txt"), `${lines.join("\r\n")}\r\n`);
    const { status, events } = await unroll(folder, "score", "last", "lines.txt", "--json");
    expect(status).toBe(0);
    expect(events).toHaveLength(4);
    const token = (symbol: string) => ({ symbol, logProbability: number });
    expect(events[0]).toEqual({
      ...{ event: "line", run, line: 1, text: lines[0], targets: 3, state: "warm", start: "<bos>", unknown: [] },
      ...{ logProbability: number, perplexity: number, bitsPerCharacter: number },
      tokens: [token(often), token(seldom), token("<eos>")],
    });
    expect(events[1]).toMatchObject({ line: 2, text: "", targets: 1 });
    expect(events[2]).toMatchObject({ unknown: ["qqq"], tokens: [{ ...token("qqq"), unknown: true }, token("<eos>")] });
    const nats = events.slice(0, 3).map(({ logProbability }) => logProbability as number);
    const sum = nats.reduce((a, b) => a + b, 0);
    // An empty line says nothing that could be likely.
    const likeliest = nats[0] > nats[2] ? 1 : 3;
    expect(events[3]).toEqual({
      ...{
        event: "score",
        run,
        lines: 3,
        logProbability: number,
        perplexity: number,
        targets: 6,
        likeliest,
        state: "warm",
      },
    });
    expect(events[3].logProbability).toBeCloseTo(sum, 9);
    expect(events[3].perplexity).toBeCloseTo(Math.exp(-sum / 6), 6);

    const piped = spawn(process.execPath, [cliScript, "score", "last", "-"], { cwd: folder });
    piped.stdin.end(`${lines[0]}\n\nqqq`);
    let shown = "";
    for await (const chunk of piped.stdout) shown += chunk;
    expect(shown).toContain(nats[0].toFixed(2));
    expect(shown).toContain('qqq  (unknown: "qqq")');
    expect(shown).toMatch(new RegExp(`Likeliest: line ${likeliest}, [\\d.]+ times as likely as line`));
    const missing = await unroll(folder, "score", "last", "none.txt", "--json");
    expect(missing).toMatchObject({ status: 2, events: [{ code: "missing-file", file: join(folder, "none.txt") }] });
  });

  it.each(["forward", "backward"])(
    "resumed, %s, gives the same bits as unbroken",
    { timeout: 60_000 },
    async (direction) => {
      const settings = { data: { direction }, training: { validateEvery: 4, sampleEvery: 4, batching: "sequential" } };
      const [whole, broken] = [project(settings), project(settings)];
      await unroll(whole, "train", "a.rnnconfig");
      await unroll(broken, "train", "a.rnnconfig", "--set", "training.steps=4");
      const resumed = await unroll(broken, "train", "--resume", "last", "--set", "training.steps=12");
      expect(resumed.status).toBe(0);
      expect(traceOf(onlyRun(broken))).toEqual(traceOf(onlyRun(whole)));
    },
  );

  it("backward shows samples in reading order", async () => {
    const folder = project({ data: { direction: "backward", unit: "character", vocabulary: {} } });
    expect((await unroll(folder, "train", "a.rnnconfig")).status).toBe(0);
    const { events } = await unroll(folder, "sample", "last", "--prompt", "da", "--json");
    expect(events).toMatchObject([{ prompt: "da", backward: true, tokens: 10 }]);
    expect((await unroll(folder, "sample", "last", "--prompt", "da")).stdout).toBe(`${events[0].text}da\n`);
  });
});
