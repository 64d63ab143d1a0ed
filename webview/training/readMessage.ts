import { matches } from "../../src/contracts/shapes.ts";
import { type PanelMessage, panelMessage } from "../../src/contracts/trainingPanel.ts";

/** A message of the extension if it has the shape of one; undefined for anything else that reaches the window. */
export function readMessage(data: unknown): PanelMessage | undefined {
  return matches(panelMessage, data) ? data : undefined;
}
