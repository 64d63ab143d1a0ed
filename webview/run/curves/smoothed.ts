import { Column } from "../../../src/base/curves/column.ts";
import { Smoother } from "./smoother.ts";

/** A column as it is smoothed; only new rows are computed. */
export class Smoothed {
  private readonly column = new Column();
  private smoother = new Smoother(0);
  private past = 0;
  private source: Column | undefined;
  private version = -1;

  /** @param past share of the past in each value */
  of(source: Column, past: number): Column {
    const { column } = this;
    if (source !== this.source || source.version !== this.version || past !== this.past) {
      column.cut(0);
      this.smoother = new Smoother(past);
      [this.source, this.version, this.past] = [source, source.version, past];
    }
    const from = column.length;
    column.extend(source.length - from);
    const { values } = source;
    for (let row = from; row < source.length; row++) column.values[row] = this.smoother.next(values[row]);
    return column;
  }
}
