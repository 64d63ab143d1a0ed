export type { CellName } from "./cells.ts";
export { frozenValue } from "./freeze.ts";
export type { Head } from "./heads.ts";
export { type InfluenceCost, influenceCost } from "./influence.ts";
export { type BuildOptions, buildModel, type Dimensions, type Model, type ModelOptions } from "./model.ts";
