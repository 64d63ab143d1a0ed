// What `npm run bench` makes of its figures: rounds that are compared, a machine that changes, and the sentence of the README.
import { join } from "node:path";
import { expect, test } from "vitest";
import { benchmarkRows } from "../../src/training/index.ts";
import { headline } from "../bench/headline.ts";
import { waitForIdle } from "../bench/machine.ts";
import type { MeasuredRow } from "../bench/report.ts";
import { requirements } from "../bench/required.ts";
import { type Measured, measureInRounds, ratioOf } from "../bench/rounds.ts";
import { Sitting } from "../bench/sitting.ts";
import type { System } from "../bench/system.ts";
import { workspace } from "../support/workspace.ts";

const row = benchmarkRows.find(({ name }) => name === "lstm-1x128")!;

/** A system whose rounds have these figures. */
function system(name: string, columns: string[], figures: number[]): System {
  const left = [...figures];
  return {
    ...{ name, columns },
    takes: () => true,
    start: async () => ({ measure: async () => ({ perSecond: left.shift() ?? 0, memory: 1 }), close: () => {} }),
  };
}

const fail = (_: System, error: Error) => {
  throw error;
};

test("what is compared was reached in the same round: a machine at half its speed changes no ratio", async () => {
  const ours = system("ours", ["Unroll, 2 threads"], [120, 61, 120]);
  const [slow, best] = [system("slow", ["theirs"], [90, 45, 90]), system("best", ["theirs"], [100, 50, 100])];
  const { measured, changes } = await measureInRounds(
    row,
    [ours, slow, best],
    { rounds: 3, seconds: 0.01 },
    async () => 100,
    fail,
  );
  expect(changes).toBe(0);
  expect(ratioOf(measured, "Unroll, 2 threads", "theirs")).toBe(1.2);
  expect(ratioOf(measured, "Unroll, 2 threads", "nobody")).toBeUndefined();
});

test("a round during which the machine changed its speed is measured again, and not for ever", async () => {
  const peaks = [100, 100, 50, 50];
  const one = system("one", ["a"], [10, 7, 5]);
  const options = { rounds: 2, seconds: 0.01 };
  const { measured, changes } = await measureInRounds(row, [one], options, async () => peaks.shift()!, fail);
  expect(changes).toBe(1);
  expect([...measured[0].byRound.values()]).toEqual([10, 5]);
  let peak = 1;
  const restless = await measureInRounds(
    row,
    [system("one", ["a"], [1, 2, 3, 4])],
    options,
    async () => (peak *= 2),
    fail,
  );
  expect(restless.changes).toBe(2);
  expect([...restless.measured[0].byRound.values()]).toEqual([3, 4]);
});

test("it waits until the machine is idle, and no longer than it may", async () => {
  const shares = [0.9, 0.5, 0.01, 0.7];
  expect(await waitForIdle(60, async () => shares.shift()!)).toBe(0.01);
  expect(await waitForIdle(0, async () => 0.9)).toBe(0.9);
});

function measuredRow(name: string, ours: number, theirs: number, others = 0): MeasuredRow {
  const measured = (column: string, perSecond: number): Measured => ({
    system: system(column, [column], []),
    figures: { perSecond, memory: 1 },
    byRound: new Map([[0, perSecond]]),
  });
  return {
    row: benchmarkRows.find((one) => one.name === name)!,
    measured: [measured("Unroll, 2 threads", ours), measured("PyTorch 2.13, best", theirs)],
    memory: undefined,
    ...{ peaks: { one: 1, all: 2 }, changes: 0, others },
  };
}

test("the README says where Unroll is ahead and where not, from the figures", () => {
  const rows = [
    measuredRow("lstm-2x256", 72, 100),
    measuredRow("lstm-1x128", 152_000, 150_000),
    measuredRow("gru-1x128", 250, 100),
    measuredRow("lstm-2x128", 63_000, 50_000),
  ];
  expect(headline(rows)).toBe(
    "Two threads train an LSTM 1×128 at 152 k characters per second and a 2×128 at 63.0 k. Beside PyTorch 2.13 at its best on the same two cores, Unroll is ahead at GRU 1×128 B32 T50 (2.5×); LSTM 2×128 B50 T50 (1.26×), level at LSTM 1×128 B32 T50 (1.01×), and behind at LSTM 2×256 B64 T64 (0.72×).",
  );
  expect(headline([measuredRow("gru-1x128", 1, 2, 0.5)])).toBe(
    "Beside PyTorch 2.13 at its best on the same two cores, Unroll is behind at GRU 1×128 B32 T50 (0.50×). Other programs ran while this was measured.",
  );
  expect(headline([])).toBeUndefined();
});

test("a run that was cut short goes on with the rows that are missing or were disturbed, as they were", () => {
  const file = join(workspace({}), "sitting.json");
  const [idle, disturbed] = [measuredRow("gru-1x128", 250, 100), measuredRow("rnn-1x128", 5, 4, 0.5)];
  const first = Sitting.begin("this machine", file);
  first.keep(idle);
  first.keep(disturbed);
  const second = Sitting.resume("this machine", file);
  const restored = second.idleRow(idle.row)!;
  expect(headline([restored])).toBe(headline([idle]));
  expect(second.idleRow(disturbed.row)).toBeUndefined();
  const all = benchmarkRows.map(({ name }) => name);
  expect(second.missing).toEqual(all.filter((name) => name !== "gru-1x128"));
  second.keep(measuredRow("rnn-1x128", 5, 4));
  expect(Sitting.resume("this machine", file).missing).toEqual(all.filter((name) => !/^(gru|rnn)-1x128$/.test(name)));
  expect(Sitting.resume("another build", file).missing).toEqual(all);
});

test("every row that something is required of exists", () => {
  const names = benchmarkRows.map(({ name }) => name);
  expect(requirements.flatMap(({ rows }) => rows).filter((name) => !names.includes(name))).toEqual([]);
});
