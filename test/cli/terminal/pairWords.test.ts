// What is said of pairs that cannot be read as they were named.
import { expect, test } from "vitest";
import { unroll } from "../../support/commandLine.ts";
import { workspace } from "../../support/workspace.ts";

const lines = (word: string) =>
  Array.from({ length: 20 }, (_, i) => `${word} c${String(i).padStart(2, "0")}\n`).join("");

const config = {
  task: "sequence-to-sequence",
  data: { train: { source: "a.de", target: "a.en" }, validation: 0.1, test: 0.1 },
  model: { units: 4, layers: 1 },
  training: { steps: 1, batchSize: 4 },
};

test("names the next step where a side, its key or its length is amiss", { timeout: 30_000 }, async () => {
  const folder = workspace({ "a.de": lines("ab"), "a.en": lines("xyz"), "a.rnnconfig": JSON.stringify(config) });
  const trained = (...settings: string[]) =>
    unroll(folder, "train", "a.rnnconfig", ...settings.flatMap((each) => ["--set", each]));
  expect((await trained("data.train=a.en")).stderr).toContain('Parallel files are named { "source": …, "target": … }');
  expect((await trained('data.train={"src":"a.de","tgt":"a.en"}')).stderr).toContain(
    'Unknown key "src" in data.train. Did you mean "source"?',
  );
  expect((await trained('data.train={"de":"a.de","en":"a.en"}')).stderr).toContain('Unknown key "de" in data.train.');
  expect((await trained("training.targetLength=2")).stderr).toContain(
    "All 20 pairs are left out: 20 with a target of more than training.targetLength = 2 symbols (the shortest has 7).",
  );
  const beamed = await trained("sampling.beam=2");
  expect(beamed.stdout + beamed.stderr).toMatch(/best validation \(greedy\) .*, test \(beam 2\) /);
  const { stderr, status } = await unroll(folder, "evaluate", "last", "--data", "a.en");
  expect(status).not.toBe(0);
  expect(stderr).toContain("a.en has no targets to measure by");
  expect(stderr).toContain("Use --targets FILE.");
});
