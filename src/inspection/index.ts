export { totalOf } from "./answers.ts";
export { gradientAnswer, patchAnswer, triangleAnswer } from "./gradientAnswers.ts";
export { says as inspectionSays } from "./messages.ts";
export { InspectedNetwork, type NetworkSource } from "./network.ts";
export { type LookSettings, NetworkLook, type SeenLook, type TensorRows } from "./networkLook.ts";
export {
  datasetReading,
  type ExpectedLabels,
  inputReading,
  pairReading,
  writtenReading,
} from "./readings/exampleReading.ts";
export type { KnownTranscript, Reading, Wanted } from "./readings/reading.ts";
export { idsReading, textReading } from "./readings/textReading.ts";
export { changedLook } from "./whatIf/changed.ts";
