// The parts of the panel that need no browser.

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { Column } from "../../src/base/curves/column.ts";
import type { CurveBlock } from "../../src/base/curves/curveBlock.ts";
import { CurveTable } from "../../src/base/curves/curveTable.ts";
import { lossText } from "../../src/base/metrics.ts";
import { thousands } from "../../src/base/numberText.ts";
import { visibleSymbol } from "../../src/base/visibleText.ts";
import { grouped } from "../../src/base/words.ts";
import { Inbox } from "../../webview/comparison/inbox.ts";
import { runText } from "../../webview/inspector/chooser/runText.ts";
import { Axes, type AxisName } from "../../webview/run/curves/axis.ts";
import { Band } from "../../webview/run/curves/band.ts";
import { figuresOf } from "../../webview/run/curves/figure.ts";
import { latestRows, tableColumns } from "../../webview/run/curves/rowsTable.ts";
import { Smoother } from "../../webview/run/curves/smoother.ts";
import { RunView } from "../../webview/run/runView.ts";
import { colourIndex, colourTable } from "../../webview/shared/colourTable.ts";
import { heatMapPixels, scaleLimit, stateFigures } from "../../webview/shared/heatMap.ts";
import * as numbers from "../../webview/shared/numbers.ts";
import { t, useTexts } from "../../webview/shared/text.ts";
import { readMessage } from "../../webview/training/readMessage.ts";
import { makeRecording } from "../support/panels/recording.ts";
import { blocks, deltaBetween, snapshotAt } from "../support/panels/replay.ts";

test("runs of one name in the inspector's list are told apart by what differs, else by when they began", () => {
  const run = (name: string, began: string, ...changes: string[]) => {
    return { folder: `${began}${changes}`, id: "", name, task: "tagging", began, changes };
  };
  const all = [
    run("both", "3:19:06 PM"),
    run("both", "3:19:06 PM", "seed 2"),
    run("both", "3:19:07 PM", "seed 3"),
    run("both", "3:25:00 PM", "seed 3"),
    run("forward", "3:19:05 PM", "seed 2"),
  ];
  expect(all.map((one) => runText(one, all))).toEqual([
    "both · 3:19:06 PM",
    "both · seed 2",
    "both · seed 3 · 3:19:07 PM",
    "both · seed 3 · 3:25:00 PM",
    "forward",
  ]);
});

describe.each(["dark", "light"] as const)("the colours for %s themes", (kind) => {
  const table = colourTable(kind);
  const luminance = (i: number) => {
    const [r, g, b] = [0, 1, 2].map((k) => {
      const c = table[4 * i + k] / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  test("are 256, opaque", () => {
    expect(table.length).toBe(1024);
    for (let i = 0; i < 256; i++) expect(table[4 * i + 3]).toBe(255);
  });

  test("go away from the background in both directions, without a turn", () => {
    const sign = kind === "dark" ? 1 : -1;
    for (let i = 129; i < 256; i++) expect(sign * (luminance(i) - luminance(i - 1))).toBeGreaterThan(-0.002);
    for (let i = 126; i >= 0; i--) expect(sign * (luminance(i) - luminance(i + 1))).toBeGreaterThan(-0.002);
    const contrast = (i: number) => {
      const [a, b] = [luminance(i), luminance(128)].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05);
    };
    expect(contrast(0)).toBeGreaterThan(7);
    expect(contrast(255)).toBeGreaterThan(7);
  });

  test("are blue below zero and orange above", () => {
    for (const i of [0, 40, 90]) expect(table[4 * i + 2]).toBeGreaterThan(table[4 * i] + 20);
    for (const i of [165, 215, 255]) expect(table[4 * i]).toBeGreaterThan(table[4 * i + 2] + 20);
  });
});

test("a colour's place on the scale", () => {
  const places = [-1, -0.999, 0, 0.999, 1].map((value) => colourIndex(value, 1));
  expect(places).toEqual([0, 0, 128, 255, 255]);
  expect([-9, 9].map((value) => colourIndex(value, 4))).toEqual([0, 255]);
  expect([Number.NaN, Number.POSITIVE_INFINITY].map((value) => colourIndex(value, 1))).toEqual([undefined, undefined]);
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: -2, max: 2 }), fc.float({ noNaN: true, min: -2, max: 2 }), (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) => colourIndex(value, 2)!);
      expect(low).toBeLessThanOrEqual(high);
    }),
  );
});

test("a map has time to the right and units downwards", () => {
  const table = colourTable("dark");
  const states = { time: 3, units: 2, values: Float32Array.of(-1, 0, 0.5, 1, Number.NaN, -0.5) };
  const pixels = heatMapPixels(states, 1, table);
  const at = (unit: number, time: number) => [...pixels.slice(4 * (unit * 3 + time), 4 * (unit * 3 + time) + 4)];
  const colour = (i: number) => [...table.slice(4 * i, 4 * i + 4)];
  expect(at(0, 0)).toEqual(colour(0));
  expect(at(1, 0)).toEqual(colour(128));
  expect(at(0, 1)).toEqual(colour(192));
  expect(at(1, 1)).toEqual(colour(255));
  expect(at(0, 2)).toEqual([0, 0, 0, 0]);
  expect(at(1, 2)).toEqual(colour(64));
});

test("figures of states pass over what is not finite", () => {
  const of = (...values: number[]) =>
    stateFigures({ time: values.length, units: 1, values: Float32Array.from(values) });
  expect(of(-0.5, 1, Number.NaN, Number.NEGATIVE_INFINITY)).toEqual({
    ...{ min: -0.5, max: 1, meanMagnitude: 0.75, saturated: 0.5, notFinite: 2 },
  });
  expect(of(Number.NaN)).toMatchObject({ min: 0, max: 0, notFinite: 1 });
  expect(scaleLimit(of(-0.2, 0.3))).toBe(1);
  expect(scaleLimit(of(-4, 3))).toBe(4);
});

describe("smoothing", () => {
  const smooth = (past: number, values: number[]) => {
    const smoother = new Smoother(past);
    return values.map((value) => smoother.next(value));
  };

  test("leaves a curve as it is without a past, and a constant one with any", () => {
    expect(smooth(0, [3, 1, 2])).toEqual([3, 1, 2]);
    for (const value of smooth(0.97, [5, 5, 5, 5])) expect(value).toBeCloseTo(5, 12);
  });

  test("is the average whose weights fall by a fixed share", () => {
    expect(smooth(0.5, [4, 1, 2])[2]).toBeCloseTo((4 * 0.25 + 1 * 0.5 + 2) / 1.75, 12);
  });

  test("passes over what is not finite, and stays between the extremes", () => {
    expect(smooth(0.5, [4, Number.NaN, 4])).toEqual([4, Number.NaN, 4]);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (values, past) => {
          for (const value of smooth(past, values)) {
            expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
            expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
          }
        },
      ),
    );
  });
});

test("snapshot and deltas make the same view as one snapshot", () => {
  const recording = makeRecording({ steps: 400, units: [4] });
  const whole = new RunView();
  whole.receive(snapshotAt(recording, 400));
  const grown = new RunView();
  grown.receive(deltaBetween(recording, 0, 10));
  expect(grown.run).toBeUndefined();
  grown.receive(snapshotAt(recording, 50));
  for (let step = 50; step < 400; step += 7) {
    grown.receive(deltaBetween(recording, step, Math.min(400, step + 7)));
  }
  const rows = ({ curves }: RunView) =>
    [curves.steps, curves.validations].map((table) =>
      ["step", ...table.names].map((name) => {
        const { values, length } = table.column(name)!;
        return [name, ...values.subarray(0, length)];
      }),
    );
  expect(rows(grown)).toEqual(rows(whole));
  expect({ ...grown, curves: 0 }).toEqual({ ...whole, curves: 0 });
});

test("several samples of one step that come one by one all stay", () => {
  const recording = makeRecording({ steps: 200, units: [4] });
  const view = new RunView();
  view.receive(snapshotAt(recording, 150));
  const before = view.previews.length;
  for (const text of ["one", "two", "three"]) {
    const message = deltaBetween(recording, 150, 160);
    const preview = { kind: "text" as const, prompt: "", text };
    view.receive({ ...message, ...(message.type === "delta" && { previews: [{ step: 160, preview }] }) });
  }
  const texts = view.previews.slice(before).map(({ preview }) => preview.kind === "text" && preview.text);
  expect(texts).toEqual(["one", "two", "three"]);
});

test("the table joins both curves by step, latest first, within what is in sight", () => {
  const view = new RunView();
  const rows = (steps: number[], losses: number[]) => steps.map((step, i) => ({ step, loss: losses[i] }));
  view.curves.steps.append(blocks("steps", rows([1, 2, 4], [5, 4, 3]))[0]);
  view.curves.validations.append(blocks("validations", rows([2, 3], [4.5, 4.4]))[0]);
  const latest = (range: { from: number; to: number }, most: number) =>
    latestRows(tableColumns(figuresOf(view.curves)), range, most);
  expect(latest({ from: 0, to: 4 }, 10)).toEqual([
    { step: 4, values: [3, undefined] },
    { step: 3, values: [undefined, 4.4] },
    { step: 2, values: [4, 4.5] },
    { step: 1, values: [5, undefined] },
  ]);
  expect(latest({ from: 0, to: 4 }, 2).map(({ step }) => step)).toEqual([4, 3]);
  expect(latest({ from: 1.5, to: 3.5 }, 9).map(({ step }) => step)).toEqual([3, 2]);
});

describe("several runs over each other", () => {
  const tableOf = (rows: readonly { step: number; loss: number; seconds?: number }[]) => {
    const table = new CurveTable();
    for (const block of blocks("steps", rows)) table.append(block);
    return table;
  };
  const rowsOf = ({ values, length }: Column) => [...values.subarray(0, length)];

  test("a band is the mean of those that have a row, and what they cover, however the rows come", () => {
    const steps = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 });
    const row = fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
      fc.constant(Number.NaN),
    );
    const run = steps.chain((all) => {
      const rising = all.toSorted((a, b) => a - b);
      return fc.tuple(...rising.map((step) => row.map((loss) => ({ step, loss }))));
    });
    fc.assert(
      fc.property(
        fc.array(run, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("range", "deviation"),
        (runs, kind) => {
          const tables = runs.map(() => tableOf([{ step: 0, loss: 1 }]));
          const band = new Band();
          const members = tables.map((table) => ({
            steps: table.steps,
            values: table.column("loss")!,
            seconds: undefined,
          }));
          // Rows of the runs come in turns.
          for (let i = 0; i < 20; i++) {
            runs.forEach((rows, k) => {
              if (i < rows.length) for (const block of blocks("steps", [rows[i]])) tables[k].append(block);
            });
            band.update(members, kind);
          }
          // As when they have come at once.
          const whole = new Band();
          whole.update(members, kind);
          for (const name of ["steps", "mean", "low", "high"] as const)
            expect(rowsOf(whole[name])).toEqual(rowsOf(band[name]));
          const all = runs.map((rows) => [{ step: 0, loss: 1 }, ...rows]);
          const expected = [...new Set(all.flat().map(({ step }) => step))].sort((a, b) => a - b);
          expect(rowsOf(band.steps)).toEqual(expected);
          expected.forEach((step, at) => {
            const found = all.flatMap((rows) => rows.filter((it) => it.step === step && !Number.isNaN(it.loss)));
            const losses = found.map(({ loss }) => loss);
            const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
            const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
            const half = losses.length > 1 ? Math.sqrt(squares / (losses.length - 1)) : 0;
            const [low, high] =
              kind === "range" ? [Math.min(...losses), Math.max(...losses)] : [mean - half, mean + half];
            if (losses.length === 0) return expect(band.mean.values[at]).toBeNaN();
            expect(band.mean.values[at]).toBeCloseTo(mean, 12);
            expect(band.low.values[at]).toBeCloseTo(low, 9);
            expect(band.high.values[at]).toBeCloseTo(high, 9);
          });
        },
      ),
    );
  });

  test("a band of long runs has each step of each once, whichever of them have it", () => {
    const runs = [
      Array.from({ length: 3000 }, (_, i) => ({ step: i + 1, loss: 1 })),
      Array.from({ length: 1500 }, (_, i) => ({ step: 2 * i + 2, loss: 3 })),
      Array.from({ length: 2000 }, (_, i) => ({ step: 1200 + i, loss: 8 })),
    ];
    const tables = runs.map(tableOf);
    const band = new Band();
    const members = tables.map((table) => ({
      ...{ steps: table.steps, values: table.column("loss")!, seconds: undefined },
    }));
    band.update(members, "range");
    expect(rowsOf(band.steps)).toEqual(Array.from({ length: 3199 }, (_, i) => i + 1));
    const means = rowsOf(band.mean);
    expect([1, 2, 1199, 1200, 1201, 3000, 3001, 3199].map((step) => means[step - 1])).toEqual([
      ...[1, 2, 1, 4, 4.5, 4, 8, 8],
    ]);
    expect(rowsOf(band.high).filter((high) => high === 8).length).toBe(2000);
  });

  test("each has its own epochs and its own time on one axis, which is that of the longest", () => {
    const run = (stepsPerEpoch: number, seconds: number, count: number) => {
      const rows = Array.from({ length: count }, (_, i) => ({ step: i + 1, loss: 1, seconds: (i + 1) * seconds }));
      return { steps: tableOf(rows), validations: new CurveTable(), stepsPerEpoch };
    };
    const [slow, quick] = [run(10, 5, 100), run(100, 1, 200)];
    const of = (name: AxisName) => new Axes([slow, quick], name);
    expect(of("step").longest).toBe(quick);
    expect(of("epoch").longest).toBe(slow);
    expect([of("epoch").of(slow), of("epoch").of(quick)].map((axis) => axis.at(100))).toEqual([10, 1]);
    const time = of("time");
    expect(time.longest).toBe(slow);
    // 500 seconds are minutes, for both.
    expect([time.of(slow), time.of(quick)].map((axis) => axis.at(60))).toEqual([5, 1]);
    expect(time.of(quick).stepAt(2)).toBe(120);
    expect([of("step").said(7), of("epoch").said(25), time.said(60)]).toEqual(["step 7", "epoch 2.50", "5:00"]);
  });
});

test("messages are read in their order, and what is left over after some milliseconds of a frame in the next one", () => {
  const frames: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  const read: unknown[] = [];
  const inbox = new Inbox((data) => {
    read.push(data);
    now += 3;
  });
  for (let i = 0; i < 5; i++) inbox.add({ data: i } as MessageEvent);
  expect(read).toEqual([0, 1]);
  frames.shift()!();
  expect(read).toEqual([0, 1, 2, 3]);
  frames.shift()!();
  expect(read).toEqual([0, 1, 2, 3, 4]);
  // What comes while there is time left is read at once.
  inbox.add({ data: 5 } as MessageEvent);
  expect(read.at(-1)).toBe(5);
  clock.mockRestore();
  vi.unstubAllGlobals();
});

test("a share is a percentage at its axis too, with the digits that its ticks differ by", () => {
  const view = new RunView();
  const measured = [{ step: 1, loss: 2, accuracy: 0.9991, perplexity: 7.4 }];
  view.curves.validations.append(blocks("validations", measured)[0]);
  const tick = (name: string, value: number) =>
    figuresOf(view.curves)
      .find((it) => it.name === name)!
      .tick(value);
  expect([0, 0.95, 0.9992, 1].map((value) => tick("accuracy", value))).toEqual(["0 %", "95 %", "99.92 %", "100 %"]);
  expect(tick("perplexity", 7.4)).toBe("7.4");
  expect(tick("loss", 0.95)).toBe("0.95");
});

describe("messages", () => {
  const recording = makeRecording({ steps: 40, units: [3] });

  test("of the extension are taken", () => {
    for (const message of [snapshotAt(recording, 20), deltaBetween(recording, 20, 40)])
      expect(readMessage(message)).toBe(message);
  });

  test("with any part missing or of another kind are not", () => {
    const whole = deltaBetween(recording, 0, 40) as unknown as Record<string, unknown>;
    for (const key of Object.keys(whole)) {
      for (const wrong of [undefined, 7, "text", [null], {}]) {
        expect(readMessage({ ...whole, [key]: wrong }), `${key}: ${JSON.stringify(wrong)}`).toBeUndefined();
      }
    }
    const { hidden, curves } = whole as { hidden: object; curves: CurveBlock[] };
    expect(readMessage({ ...whole, hidden: { ...hidden, symbols: ["a"] } })).toBeUndefined();
    const [block] = curves;
    for (const wrong of [
      { table: "others" },
      { values: block.values.slice(8) },
      { columns: [] },
      { columns: block.columns.toReversed() },
      { after: "1" },
      { values: new Float64Array(block.values) },
      { values: new ArrayBuffer(8 * block.columns.length * 9000) },
    ])
      expect(readMessage({ ...whole, curves: [{ ...block, ...wrong }] }), JSON.stringify(wrong)).toBeUndefined();
  });

  test("of anybody else never throw", () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(readMessage(data)).toBeUndefined();
      }),
    );
  });
});

test("numbers as a person reads them", () => {
  expect([0, 999, 20_480].map(grouped)).toEqual(["0", "999", "20,480"]);
  const losses = [1.8312, 0.0015, 123.456, 1e9, Number.POSITIVE_INFINITY, null, Number.NaN];
  expect(losses.map((loss) => lossText(loss))).toEqual(["1.831", "1.5e-3", "123.46", "1,000,000,000", "∞", "–", "–"]);
  expect([1.8312, 6, 20, 900, null].map(numbers.perplexity)).toEqual(["6.24", "403.43", "485,165,195", "∞", "–"]);
  expect([0.4, 999.4, 999.9, 48_213, 999_960].map(thousands)).toEqual(["0", "999", "1.0k", "48.2k", "1.00M"]);
  expect([0, 40.4, 3723, null].map(numbers.duration)).toEqual(["0:00", "0:40", "1:02:03", "–"]);
  expect([0.421, -0.421, -0.001, 0].map((value) => numbers.signed(value))).toEqual(["+0.42", "−0.42", "0.00", "0.00"]);
  expect([" ", "\n", "\t", "a", "\u200b", ""].map(visibleSymbol)).toEqual(["␣", "↵", "⇥", "a", "·", "·"]);
  expect([" ", "\n", "a", "\u200b", ""].map(numbers.symbolName)).toEqual([
    ...["space", "line break", "“a”", "U+200B", "the start"],
  ]);
});

test("a text is in the person's language where the bundle has it, with its values in their places", () => {
  useTexts({ "step {0} of {1}": "von {1} Schritten der {0}." });
  expect(t("step {0} of {1}", "3", "1,200")).toBe("von 1,200 Schritten der 3.");
  expect(t("{0} right", "{1}")).toBe("{1} right");
  useTexts({});
  expect(t("step {0} of {1}", 3, 4)).toBe("step 3 of 4");
});
