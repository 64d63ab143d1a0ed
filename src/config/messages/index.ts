import { messageTable } from "../../base/message.ts";
import { ofModels } from "./model.ts";
import { ofPairs } from "./pairs.ts";
import { ofSweeps } from "./sweep.ts";
import { ofSyntax } from "./syntax.ts";
import { ofCombinations, ofSupport } from "./together.ts";
import { ofValues } from "./values.ts";

/** All that this room says. */
export const says = messageTable("config", {
  ...ofSyntax,
  ...ofValues,
  ...ofSupport,
  ...ofCombinations,
  ...ofModels,
  ...ofPairs,
  ...ofSweeps,
});
