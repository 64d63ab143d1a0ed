import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Column } from "../../src/base/curves/column.ts";
import { type CurveBlock, CurveWriter, LARGEST_BLOCK } from "../../src/base/curves/curveBlock.ts";
import { CurvePoints } from "../../src/base/curves/curvePoints.ts";
import { CurveTable } from "../../src/base/curves/curveTable.ts";
import { outline, type Sight } from "../../src/base/curves/outline.ts";

/** Numbers with gaps, equals and spikes. */
const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);
const columnOf = (values: Iterable<number>) => {
  const column = new Column();
  column.append(Float64Array.from(values));
  return column;
};
const outlineOf = (x: Iterable<number>, y: readonly number[], sight: Sight) => {
  const points = new CurvePoints();
  outline(columnOf(x), columnOf(y), sight, points);
  return Array.from({ length: points.length }, (_, i) => ({ x: points.x[i], y: points.y[i] }));
};
const rowsOf = (column: Column) => [...column.values.subarray(0, column.length)];
const finite = (values: readonly number[]) => values.filter((it) => !Number.isNaN(it));

describe("a column", () => {
  test("finds the extremes of any stretch, however it grew and was cut", () => {
    const change = fc.oneof(
      fc.record({ grow: fc.array(value, { maxLength: 700 }) }),
      fc.record({ cut: fc.nat(1500) }),
      fc.record({ from: fc.nat(1500), rows: fc.nat(1500) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const column = new Column();
        let plain: number[] = [];
        for (const it of changes) {
          if ("grow" in it) {
            for (const number of it.grow) column.push(number);
            plain.push(...it.grow);
          } else if ("cut" in it) {
            column.cut(it.cut);
            plain = plain.slice(0, it.cut);
          } else {
            const inside = finite(plain.slice(it.from, it.from + it.rows));
            const [low, high] = [column.lowest(it.from, it.from + it.rows), column.highest(it.from, it.from + it.rows)];
            expect(low < 0 ? [] : [column.values[low], column.values[high]]).toEqual(
              inside.length === 0
                ? []
                : [inside.reduce((a, b) => Math.min(a, b)), inside.reduce((a, b) => Math.max(a, b))],
            );
          }
        }
        expect(rowsOf(column)).toEqual(plain);
      }),
      { numRuns: 200 },
    );
  });

  test("of a million numbers touches a few hundred for the extremes of any stretch", () => {
    const column = columnOf(Float64Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i * 0.37)));
    column.lowest(0, 16);
    let reads = 0;
    const { values } = column;
    // biome-ignore lint/suspicious/noExplicitAny: the numbers are looked at from outside.
    (column as any).numbers = new Proxy(values, {
      get: (numbers, key) => {
        reads++;
        return Reflect.get(numbers, key);
      },
    });
    column.lowest(7, 999_991);
    expect(reads).toBeLessThan(700);
  });
});

describe("an outline", () => {
  test("keeps the extremes of every pixel column, its ends, and nothing that is no row", () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 2500 }),
        fc.integer({ min: 1, max: 60 }),
        fc.tuple(fc.nat(2500), fc.nat(2500)),
        (values, pixels, [a, b]) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b) + 1];
          const points = outlineOf(values.keys(), values, { from, to, pixels });
          expect(points.length).toBeLessThanOrEqual(4 * (pixels + 1) + 1);
          for (const point of points) expect(point.y).toBe(values[point.x]);
          expect(points.every(({ x }, i) => i === 0 || x > points[i - 1].x)).toBe(true);
          for (let column = 0; column < pixels; column++) {
            const left = from + ((to - from) * column) / pixels;
            const right = from + ((to - from) * (column + 1)) / pixels;
            const inside = finite(values.filter((_, row) => row >= left && row < right));
            const shown = finite(points.filter(({ x }) => x >= left && x < right).map(({ y }) => y));
            if (inside.length === 0) continue;
            const ends = (numbers: number[]) => [
              ...[numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))],
              ...[numbers[0], numbers.at(-1)],
            ];
            expect(ends(shown)).toEqual(ends(inside));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("shows where a curve has no number", () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i > 300 && i < 500 ? Number.NaN : 1));
    const points = outlineOf(values.keys(), values, { from: 0, to: 999, pixels: 100 });
    expect(points.some(({ y }) => Number.isNaN(y))).toBe(true);
  });
});

describe("blocks", () => {
  const written = (write: (writer: CurveWriter) => void): CurveBlock[] => {
    const blocks: CurveBlock[] = [];
    const writer = new CurveWriter("steps", (block) => blocks.push(block));
    write(writer);
    writer.flush();
    return blocks;
  };
  const read = (blocks: readonly CurveBlock[]) => {
    const table = new CurveTable();
    for (const block of blocks) table.append(block);
    const of = (name: string) => rowsOf(table.column(name) ?? new Column());
    return { table, of };
  };

  test("carry every number of every row, at most 64 kB at a time", () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({
      ...{ event: "step", step: i + 1, loss: Math.sin(i) / 3, learningRate: 1 / (i + 7) },
      ...(i % 100 === 99 && { parameters: { "rnn.weight_hh_l0": { gradientNorm: i / 3 } } }),
    }));
    const blocks = written((writer) => {
      for (const row of rows) writer.add(row);
    });
    for (const { values } of blocks) expect(values.byteLength).toBeLessThanOrEqual(LARGEST_BLOCK);
    const { table, of } = read(blocks);
    expect(table.names).toEqual(["loss", "learningRate", "gradientNorm/rnn.weight_hh_l0"]);
    expect(of("step")).toEqual(rows.map(({ step }) => step));
    expect(of("loss")).toEqual(rows.map(({ loss }) => loss));
    expect(of("gradientNorm/rnn.weight_hh_l0")).toEqual(rows.map((_, i) => (i % 100 === 99 ? i / 3 : Number.NaN)));
  });

  test("what is not finite, or null in the log, is a gap", () => {
    const { of } = read(
      written((writer) => {
        writer.add({ step: 1, loss: 2, text: "none" } as { step: number });
        writer.add({ step: 2, loss: null } as { step: number });
        writer.add({ step: 3, loss: Number.POSITIVE_INFINITY } as { step: number });
      }),
    );
    expect(of("loss")).toEqual([2, Number.NaN, Number.NaN]);
  });

  test("a resume voids later rows, also before its first row, and blocks that come twice add nothing", () => {
    const row = (step: number, loss: number) => ({ step, loss });
    const blocks = written((writer) => {
      for (let step = 1; step <= 10; step++) writer.add(row(step, 1));
      writer.flush();
      for (let step = 11; step <= 20; step++) writer.add(row(step, 1));
      writer.voidAfter(15);
    });
    expect(read(blocks).of("step").at(-1)).toBe(15);
    const after = written((writer) => {
      writer.voidAfter(12);
      for (let step = 13; step <= 18; step++) writer.add(row(step, 2));
    });
    const { of } = read([...blocks, ...after]);
    expect([of("step"), of("loss")]).toEqual([
      Array.from({ length: 18 }, (_, i) => i + 1),
      Array.from({ length: 18 }, (_, i) => (i < 12 ? 1 : 2)),
    ]);
    expect(read([...blocks, ...after, ...blocks.slice(1), ...after]).of("loss")).toEqual(of("loss"));
  });

  test("rows whose steps go back without a word take the place of those that were there", () => {
    const { of } = read(
      written((writer) => {
        for (const step of [1, 2, 3, 2, 3, 4, 1]) writer.add({ step, loss: step } as { step: number });
      }),
    );
    expect(of("step")).toEqual([1]);
  });
});
