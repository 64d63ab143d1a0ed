export type { CellName } from "../config/index.ts";
export { buildEncoderDecoder } from "./encoderDecoder/encoderDecoder.ts";
export type { AttentionForm, DecoderForm } from "./encoderDecoder/form.ts";
export { frozenValue } from "./freeze.ts";
export { type Answer, type Head, head, type Readout } from "./heads.ts";
export { type InfluenceCost, influenceCost } from "./influence.ts";
export { type BuildOptions, buildModel, type Dimensions, type Model } from "./model.ts";
export type { ModelOptions } from "./stackLayer.ts";
export type { See } from "./stepView.ts";
