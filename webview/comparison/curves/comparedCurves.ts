import { type CurveTableName, curveTables } from "../../../src/base/curves/curveBlock.ts";
import { CurveTable } from "../../../src/base/curves/curveTable.ts";
import type { BandKind } from "../../run/curves/band.ts";
import {
  type Figure,
  type FigureCurve,
  figureWords,
  measuredColumns,
  nameOfColumn,
  orderedFigures,
} from "../../run/curves/figure.ts";
import { lossLabel } from "../../run/curves/lossName.ts";
import type { RunRows } from "../../run/curves/runRows.ts";
import type { CurveSubject, Marks, PaneState } from "../../run/curves/subject.ts";
import { t } from "../../shared/text.ts";
import type { Comparison } from "../comparison.ts";

const nothing: RunRows = { steps: new CurveTable(), validations: new CurveTable() };

/** How groups of seeds are drawn. */
export interface GroupLook {
  /** Each run by itself. */
  apart?: boolean;
  band?: BandKind;
}

/** The curves of several runs over each other: a pane for each figure of each part, in it a curve for each run or group. */
export class ComparedCurves implements CurveSubject {
  readonly isOfSeveral = true;
  readonly name = "comparison";
  readonly verdict = "";

  constructor(
    private readonly comparison: Comparison,
    private readonly look: GroupLook,
  ) {}

  get runs(): readonly RunRows[] {
    const runs = this.views.map(({ curves }) => curves);
    return runs.length > 0 ? runs : [nothing];
  }

  get hasCurves(): boolean {
    return this.comparison.drawn.length > 0;
  }

  get isRunning(): boolean {
    return this.views.some(({ isRunning }) => isRunning);
  }

  get known(): string {
    const { apart, band } = this.look;
    const runs = this.comparison.drawn.map(({ folder, label }) => {
      const { curves } = this.comparison.view(folder);
      const { colour, dash } = this.comparison.look(folder);
      return [folder, label, colour, dash, ...curves.steps.names, "", ...curves.validations.names].join();
    });
    return [apart, band, ...runs].join(";");
  }

  figures(): Figure[] {
    const columns = (table: CurveTableName) => [...new Set(this.runs.flatMap((run) => measuredColumns(run, table)))];
    const [training, validation] = curveTables.map(columns);
    // Validation tells runs apart; the training parts may differ.
    return orderedFigures(training, validation).flatMap((column) => {
      const tables = (["validations", "steps"] as const).filter((table) =>
        (table === "steps" ? training : validation).includes(column),
      );
      return tables.map((table) => this.figure(table, column, tables.length > 1));
    });
  }

  usual(figures: readonly Figure[]): PaneState[] {
    const { by, columns = [], settings = [] } = this.comparison.table ?? {};
    const judged = typeof by === "number" ? columns[by].figure : "loss";
    const decisive = columns.flatMap(({ part, figure, decides }) => {
      return decides && part === "validation" ? [nameOfColumn("validations", figure)] : [];
    });
    const hasOwnRates = settings.some(({ key }) => /^training\.(learningRate|schedule|optimizer)/.test(key));
    const usual = [nameOfColumn("validations", judged), "validation.loss", "loss", ...decisive];
    const names = [...new Set([...usual, ...(hasOwnRates ? ["learningRate"] : [])])];
    const known = names.filter((name) => figures.some((figure) => figure.name === name));
    return known.map((figure, i) => (i === 0 ? { figure, wide: true } : { figure }));
  }

  marks(): Marks {
    return { lines: [], best: undefined };
  }

  private get views() {
    return this.comparison.drawn.map(({ folder }) => this.comparison.view(folder));
  }

  private figure(table: CurveTableName, column: string, isOfBoth: boolean): Figure {
    const { noisy, label, ...words } = figureWords(column);
    const units = new Set(this.views.flatMap(({ run }) => (run ? [lossLabel(run.loss)] : [])));
    return {
      name: nameOfColumn(table, column),
      label: isOfBoth ? (table === "steps" ? t("Training: {0}", label) : t("Validation: {0}", label)) : label,
      unit: column === "loss" && units.size === 1 ? [...units][0] : "",
      ...words,
      curves: this.curves(table, column, noisy && table === "steps"),
    };
  }

  private curves(table: CurveTableName, column: string, noisy: boolean): FigureCurve[] {
    const { comparison, look } = this;
    return comparison.drawnGroups.flatMap(({ group, runs }): FigureCurve[] => {
      const isOne = runs.length > 1 && !look.apart;
      // A group stays the same whichever of its runs are drawn.
      const first = comparison.rows[group.rows[0]];
      const curve = (label: string, some: typeof runs): FigureCurve => ({
        ...{ label, table, column, noisy, runs: some.map(({ folder }) => comparison.view(folder).curves) },
        owner: {
          key: (look.apart ? some[0] : first).folder,
          ...{ members: some, ...comparison.look(some[0].folder) },
        },
        ...(isOne && { band: look.band ?? "range" }),
      });
      return isOne
        ? [curve(t("{0} ({1} runs)", group.label, runs.length), runs)]
        : runs.map((run) => curve(run.label, [run]));
    });
  }
}
