import { element } from "../shared/dom.ts";
import { lineSwatch } from "../shared/icons.ts";
import type { Look } from "./comparison.ts";

/** Classes of comparison.css that draw a line as a run looks in the charts. */
export function lookOf({ colour, dash }: Look): string {
  return `colour-${colour} dash-${dash}`;
}

/** The name of a run beside a piece of its line. */
export function runTitle(label: string, look: Look): HTMLElement {
  return element(
    "h3",
    { class: "run-title", title: label },
    lineSwatch(lookOf(look)),
    element("span", { class: "label" }, label),
  );
}
