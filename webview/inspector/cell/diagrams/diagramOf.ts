import type { UnitValues } from "../unitValues.ts";
import type { Diagram } from "./diagram.ts";
import { gru, lstm } from "./gated.ts";
import { scrn, simple } from "./simple.ts";

/** The diagram of the cell of these values; undefined of a kind without one. */
export function diagramOf(values: UnitValues): Diagram | undefined {
  switch (values.layer.cell) {
    case "lstm":
      return lstm(values);
    case "gru":
      return gru(values);
    case "rnn":
    case "clockwork":
      return simple(values);
    case "scrn":
      return scrn(values);
    default:
      return undefined;
  }
}
