import * as Type from "typebox";
import { cellNames, factsOf, ownKeysOfCells } from "../cells/index.ts";
import { doc, MAX_SIZE } from "./fields.ts";

/** What a recurrent cell is and how it works; a layer may have its own. */
export const cellKeys = {
  cell: Type.Optional(
    Type.Enum(cellNames, {
      ...doc("Cell", "What each recurrent layer is made of."),
      enumDescriptions: cellNames.map((cell) => factsOf(cell).about),
      default: "lstm",
    }),
  ),
  units: Type.Optional(
    Type.Integer({
      ...doc("Units", "Size of each layer's hidden state."),
      minimum: 1,
      maximum: MAX_SIZE,
      default: 128,
    }),
  ),
  ...ownKeysOfCells,
};
