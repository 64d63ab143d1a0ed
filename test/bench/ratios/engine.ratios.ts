import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { builds } from "../../support/networks.ts";
import { prepare, Stopper } from "../../support/stopping.ts";
import { smallTrainer } from "../../support/trainers.ts";
import { atMost, median } from "./atMost.ts";

const stopper = new Stopper();
afterAll(() => stopper.end());

test.each(builds)("a stop of the %s core needs a part of a step's time", async (build) => {
  await stopper.ready;
  const core = await prepare(build, { cell: "lstm", units: 128, steps: 250, batch: 32 }, stopper.control);
  const usual = await median(() => {
    const started = performance.now();
    expect(core.run()).toBe(true);
    return performance.now() - started;
  });
  const late: number[] = [];
  for (const part of [0.1, 0.3, 0.6, 0.1, 0.3, 0.6]) {
    const struck = await stopper.strike(usual * part, core.run);
    if (!struck.taken) late.push(struck.late);
  }
  expect(late.length).toBeGreaterThan(0);
  atMost(1 / 3, `stop of the ${build} core / a step`, Math.min(...late) / usual);
});

test("waiting threads compute nothing", async () => {
  const trainer = await smallTrainer({ training: { batchSize: 8 } }, { threads: 4 });
  for (let i = 0; i < 3; i++) trainer.takeStep();
  await new Promise((done) => setTimeout(done, 50));
  const [before, begun] = [process.cpuUsage(), performance.now()];
  await new Promise((done) => setTimeout(done, 500));
  const { user, system } = process.cpuUsage(before);
  const ratio = (user + system) / 1000 / (performance.now() - begun);
  await trainer.dispose();
  atMost(0.2, "processor time of four waiting threads / time", ratio);
});

test.each(builds)("the %s core is ready sooner than Node", async (build) => {
  const bytes = readFileSync(`dist/core/${build}.wasm`);
  const timed = async (work: () => unknown) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const ready = await median(() =>
    timed(async () => {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
      const imports = { env: { memory, abort: () => {} }, control: { stopRequested: () => 0 } };
      await WebAssembly.instantiate(await WebAssembly.compile(bytes), imports);
    }),
  );
  const node = await median(() => timed(() => spawnSync(process.execPath, ["-e", "0"])));
  atMost(1, `the ${build} core is ready / Node starts`, ready / node);
});
