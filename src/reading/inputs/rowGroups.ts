import type { Config } from "../../config/index.ts";
import { tagsSteps, tasks } from "../../config/index.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { mostRows } from "../examples/cutting.ts";
import { SequenceGroups } from "../examples/sequenceGroups.ts";
import { columnCalled, type DataRecord, type Reading } from "../formats/index.ts";

/** Rows of a table that are the steps of one input: those of one sequence, or as many as the model reads. */
export class RowGroups {
  private rows: DataRecord[] = [];
  private readonly groups: SequenceGroups | undefined;

  private constructor(
    private readonly columns: number,
    /** The column that tells sequences apart; −1 where a sequence is as long as it may be. */
    private readonly sequence: number,
    private readonly most: number,
    /** The column that each sequence has one value of, its label; −1 where each step has one. */
    private readonly label: number,
    name: string | null,
  ) {
    if (name !== null) this.groups = new SequenceGroups(name);
  }

  /** Undefined where a row is an input of its own. */
  static for(reading: Reading, encoding: Encoding, config: Config): RowGroups | undefined {
    const { task, data } = config;
    const { source, target } = encoding;
    const isTable = reading.format === "csv" || reading.format === "tsv";
    const isTagging = tagsSteps(tasks[task]);
    const at = (name: string | null) =>
      name === null ? -1 : reading.columns.indexOf(columnCalled(name, reading) ?? name);
    // What the config names must be there; what was found in the training file may be missing.
    const found = source.sequence !== undefined && at(source.sequence) >= 0 ? source.sequence : null;
    const sequence = data.sequence ?? found;
    if (!isTable || (sequence === null && !(isTagging && source.cutting === "whole"))) return undefined;
    const label = isTagging ? -1 : at(target.column);
    return new RowGroups(
      reading.columns.length,
      at(sequence),
      mostRows(config, reading.hasGaps === true, encoding),
      label,
      sequence,
    );
  }

  /** Takes a row, and returns the input that ends before it, if one does. */
  add(record: DataRecord): DataRecord[] {
    const goesOn =
      this.groups?.goesOn(record.cells[this.sequence], () => record.place(this.sequence)) ??
      (this.rows.length > 0 && this.rows.length < this.most && !record.afterGap);
    const ended = goesOn ? [] : this.end();
    this.rows.push(record);
    return ended;
  }

  /** The input whose rows were taken last, each of its cells a list with a value a step. */
  end(): DataRecord[] {
    const { rows, columns, label } = this;
    this.rows = [];
    if (rows.length === 0) return [];
    const cells = Array.from({ length: columns }, (_, column): Cell => {
      return column === label ? rows[0].cells[column] : rows.map((row) => row.cells[column]);
    });
    return [{ cells, line: rows[0].line, place: (column, item = 0) => rows[item].place(column) }];
  }
}
