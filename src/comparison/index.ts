export { incomparable } from "./comparable.ts";
export type { ComparedRun, Part } from "./comparedRun.ts";
export type { GroupDifference, RunGroup } from "./groups.ts";
export { type FigureColumn, judged, type RunTable, runTable, sortedRows } from "./runTable.ts";
export type { DifferingSetting } from "./settings.ts";
export { type RankCorrelation, rankCorrelation } from "./statistics/rankCorrelation.ts";
export { deviation, mean } from "./statistics/spread.ts";
export { differenceText, spreadText, unpairedText } from "./words.ts";
