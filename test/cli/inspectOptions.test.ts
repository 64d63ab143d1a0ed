// `inspect` with options that do not fit: what is said, and that nothing is passed over in silence. And what if, of forecasts.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { named, unroll } from "../support/commandLine.ts";
import { smallConfig, words, workspace } from "../support/workspace.ts";

it("options without what they belong to, steps that are not there and options of networks for counts are refused", async () => {
  const folder = workspace({
    "a.rnnconfig": smallConfig({ data: { train: "a.txt" }, training: { steps: 2 } }),
    "n.rnnconfig":
      '{ "task": "language-model", "data": { "train": "a.txt" }, "model": { "kind": "ngram", "order": 2 } }',
    "a.txt": words(2000),
  });
  const trained = async (config: string) => {
    const { events, stderr } = await unroll(folder, "train", config, "--json");
    const [start] = named(events, "start") as unknown as { run: string }[];
    expect(start, stderr).toBeDefined();
    return start.run;
  };
  const network = await trained("a.rnnconfig");
  const counts = await trained("n.rnnconfig");
  const text = words(30, 2).slice(0, 9);
  const said = async (run: string, ...options: string[]) => {
    const { status, stderr, stdout } = await unroll(folder, "inspect", run, "--text", text, ...options);
    expect([status, stdout], stderr).toEqual([2, ""]);
    return stderr;
  };
  const silent = async (...options: string[]) => (await unroll(folder, "inspect", network, ...options)).stderr;
  const found = await Promise.all([
    said(network, "--patch", "all"),
    said(network, "--says"),
    said(network, "--clamp", "l0.h=1@5:3"),
    said(network, "--change", "99=a"),
    said(network, "--from", words(30, 3).slice(0, 9), "--patch", "l0.h@1", "--patch", "l0@2"),
    said(counts, "--gradients"),
    said(network, "--clamp", "l0.h"),
    said(network, "--at", "7", "--from", text.slice(0, 5)),
    said(network, "--start", "x"),
    said(network, "--checkpoint", "1"),
    silent("--data", "a.txt", "--part", "test"),
    silent("--example", "0", "--state", "cold"),
    said(network, "--tensor", "l9.h"),
    said(network, "--from", words(30, 3).slice(0, 9), "--patch", "l0", "--patch", "l9"),
    said(network, "--without-recurrence", "l9"),
  ]);
  expect(found[0]).toContain("--patch needs --from");
  expect(found[1]).toContain("--says needs --json");
  expect(found[2]).toContain(
    "FROM:TO ends before step TO, so TO must be larger than FROM\n  For steps 3 to 5, give @3:6.",
  );
  expect(found[3]).toContain("There is no step 99: the input has 10 steps, numbered from 0.");
  expect(found[4]).toContain("--patch shows one step at a time, not steps 1, 2");
  expect(found[5]).toContain("--gradients is for networks");
  expect(found[6]).toContain("Add it, such as l0.h=0, or =0@5:12 for steps 5 to 11 only.");
  expect(found[7]).toContain("the shorter one has 6 steps");
  expect(found[8]).toContain("--start is for runs that write examples");
  expect(found[9]).toContain("The run has no checkpoint of step 1\n  Known: best, last, 2.");
  expect(found[10]).toContain("--part is for the run's own data");
  expect(found[11]).toContain("a stretch of the run's data begins cold");
  expect(found[12]).toContain("There is no tensor l9.h");
  expect(found[13]).toContain(
    'There is no state "l9" in this network that can be patched.\n  Known: l0.h, l0.c, l0, all.',
  );
  expect(found[14]).toContain('There is no layer "l9" in this network.\n  Known: l0.');
});

it("a clamped unit changes the forecasts that are shown", async () => {
  const rows = Array.from({ length: 60 }, (_, t) => `${Math.sin(t / 3).toFixed(3)}`);
  const config = {
    task: "forecasting",
    data: { train: "s.csv", header: true, input: ["v"], target: "v", window: 4, validation: 0.2, test: 0.2 },
    model: { cell: "gru", units: 4 },
    training: { steps: 3, batchSize: 4, seed: 1 },
  };
  const folder = workspace({ "s.rnnconfig": JSON.stringify(config), "s.csv": `v\n${rows.join("\n")}\n` });
  expect((await unroll(folder, "train", "s.rnnconfig", "--json")).status).toBe(0);
  const ask = (...options: string[]) =>
    unroll(folder, "inspect", "last", "--example", "0", "--clamp", "l0.h=1@2", ...options);
  const [people, { events }] = await Promise.all([ask(), ask("--json")]);
  type Numbers = { predictions: { numbers: { forecast: number[][] } } };
  const [before] = named(events, "inspection") as unknown as Numbers[];
  const [after] = named(events, "whatIf") as unknown as Numbers[];
  const [, said] = people.stdout.split("What if:\n");
  const [head, first] = said.split("\n").map((line) => line.trim().split(/\s{2,}/));
  expect(head).toEqual(["step", "symbol", "forecast of v", "now", "actual"]);
  const forecasts = [before, after].map(({ predictions }) => predictions.numbers.forecast[2][0]);
  expect(forecasts[0]).not.toBe(forecasts[1]);
  // From the step of the clamp on.
  expect(first[0]).toBe("2");
  for (const [i, forecast] of forecasts.entries()) expect(Number(first[2 + i])).toBeCloseTo(forecast, 2);
});

it("symbols that the network has never seen and predictions that are not numbers are told", async () => {
  const folder = workspace({
    "a.rnnconfig": smallConfig({ data: { train: "a.txt", unit: "word" }, training: { steps: 2 } }),
    "a.txt": "the whale and the ship and the whale\n".repeat(60),
  });
  expect((await unroll(folder, "train", "a.rnnconfig", "--json")).status).toBe(0);
  const inspect = () => unroll(folder, "inspect", "last", "--text", "the zebra and the quagga", "--state", "cold");
  const first = await inspect();
  expect(first.stdout).toContain('does not know "zebra", "quagga"');
  expect(first.stderr).not.toContain("NaN");

  const best = globSync(join(folder, ".unroll/runs/*/checkpoints/best.safetensors"))[0];
  const bytes = readFileSync(best);
  // Every weight is NaN; the header of the file stays.
  bytes.fill(0xff, 8 + Number(bytes.readBigUInt64LE(0)));
  writeFileSync(best, bytes);
  expect((await inspect()).stderr).toContain("predictions are not numbers (NaN)");
});
