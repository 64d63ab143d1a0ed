import { visibleSymbol } from "../../../src/base/visibleText.ts";
import type { Candidates } from "../../../src/contracts/inspection.ts";
import { columnLeft, type Frame, type Lane, stepsInSight, stepsPerPixel, strongest } from "../../run/timeline/lane.ts";
import { LaneCanvas } from "../../run/timeline/laneCanvas.ts";
import { type Grid, GridTable } from "../../run/timeline/tables/gridTable.ts";
import { stepGrid } from "../../run/timeline/tables/stepGrid.ts";
import { sequentialTable } from "../../shared/colourTable.ts";
import { element, setAttribute } from "../../shared/dom.ts";
import { shareText, symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import { inkOn } from "../text/textLane.ts";

const ROW = 19;

/** One row of guesses: the k-th likeliest of some candidates. */
export interface GuessRow {
  candidates: Candidates;
  rank: number;
  /** Stands a little apart from the row above. */
  begins?: boolean;
}

/** Rows of guesses along the time axis. */
export interface Guesses {
  rows: readonly GuessRow[];
  /** What came, by step of the prediction. */
  actual: readonly (string | null)[];
  /** Columns to the right that a prediction stands. */
  shift: number;
  /** Of the time axis. */
  symbols: readonly string[];
}

/**
 * What the network holds likely, a row a rank, in the column of what it is about: that of the next symbol stands one column to the
 * right of the symbol that it was predicted after. The stronger the colour, the likelier; what came is framed.
 */
export class CandidateLane implements Lane {
  private readonly canvas = new LaneCanvas();
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private rows: readonly GuessRow[] = [];
  private actual: readonly (string | null)[] = [];
  private shift = 0;
  private readonly table: GridTable;
  private grid: Grid | undefined;

  /** `title`: what the predictions are. */
  constructor(bar: HTMLElement, title: string) {
    this.plot = element("div", { role: "img" }, this.canvas.view);
    this.table = new GridTable(title, t("Step"));
    bar.append(this.table.toggle);
    this.view = element("div", { class: "candidate-lane" }, bar, this.plot, this.table.view);
  }

  show({ rows, actual, shift, symbols }: Guesses, summary: string): void {
    [this.rows, this.actual, this.shift] = [rows, actual, shift];
    this.grid = gridOf({ rows, actual, shift, symbols });
    setAttribute(this.plot, "aria-label", summary);
  }

  draw(frame: Frame): boolean {
    const gaps = this.rows.filter(({ begins }) => begins).length;
    const context = this.canvas.begin(frame.width, this.rows.length * ROW + gaps * 4);
    if (!context) return true;
    const { theme, columns } = frame;
    const table = sequentialTable(theme.kind);
    context.font = `12px ${theme.monoFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const [first, last] = stepsInSight(frame);
    let top = 0;
    for (const { candidates, rank, begins } of this.rows) {
      if (begins) top += 4;
      const { names, ids, probabilities } = candidates;
      const placeOf = (column: number) => {
        const at = (column - this.shift) * candidates.top + rank;
        const isThere = column >= this.shift && rank < candidates.top && at < ids.length;
        return isThere ? Math.min(255, Math.floor(256 * probabilities[at])) : -1;
      };
      const steps = stepsPerPixel(frame);
      for (let column = Math.floor(first / steps) * steps; steps > 1 && column <= last; column += steps) {
        const place = strongest(placeOf, column, column + steps, 0);
        if (place < 0) continue;
        context.fillStyle = inkOn(table, place).fill;
        context.fillRect(Math.floor(columnLeft(frame, column)), top, 2, ROW - 1);
      }
      for (let column = first; steps === 1 && column <= last; column++) {
        const place = placeOf(column);
        if (place < 0) continue;
        const step = column - this.shift;
        const at = step * candidates.top + rank;
        const [left, width] = [columnLeft(frame, column), columns.widthOf(column)];
        const { fill, ink } = inkOn(table, place);
        context.fillStyle = fill;
        context.fillRect(left, top, width >= 4 ? width - 1 : width, ROW - 1);
        if (width < 6) continue;
        const name = names[ids[at]];
        context.fillStyle = ink;
        context.fillText(name === "" ? "■" : visibleSymbol(name), left + width / 2 - 0.5, top + ROW / 2, width - 2);
        if (name !== this.actual[step]) continue;
        context.strokeStyle = ink;
        context.lineWidth = 1.5;
        context.strokeRect(left + 0.75, top + 0.75, width - 2.5, ROW - 2.5);
      }
      top += ROW;
    }
    return true;
  }

  select(_: Frame, step: number | null): void {
    this.table.show(this.grid, { column: step, row: null });
  }
}

/** A row a rank, and at the top what came. */
function gridOf({ rows, actual, shift, symbols }: Guesses): Grid {
  const steps = Math.max(0, ...rows.map(({ candidates: { ids, top } }) => ids.length / Math.max(1, top)));
  const came = (column: number) => actual[column - shift];
  const guessed = ({ candidates: { names, ids, probabilities, top }, rank }: GuessRow, column: number) => {
    const at = (column - shift) * top + rank;
    if (column < shift || rank >= top || at >= ids.length) return "";
    return `${symbolName(names[ids[at]])} ${shareText(probabilities[at])}`;
  };
  return stepGrid(symbols, steps + shift, [
    { name: t("what came"), cell: (column) => (typeof came(column) === "string" ? symbolName(came(column)!) : "") },
    ...rows.map((row) => ({ name: t("likeliest {0}", row.rank + 1), cell: (column: number) => guessed(row, column) })),
  ]);
}
