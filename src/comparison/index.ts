export { incomparable } from "./comparable.ts";
export type { ComparedRun, Part } from "./comparedRun.ts";
export type { GroupDifference, GroupFigure, RunGroup } from "./groups.ts";
export { type FigureColumn, type RunTable, runTable, sortedRows } from "./runTable.ts";
export type { DifferingSetting } from "./settings.ts";
export { differenceText } from "./words.ts";
