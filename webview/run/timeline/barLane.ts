import { element } from "../../shared/dom.ts";
import type { Lane } from "./lane.ts";

/** A heading between lanes, without a picture. */
export class BarLane implements Lane {
  readonly plot = element("div");
  readonly view: HTMLElement;

  constructor(bar: HTMLElement) {
    this.view = element("div", { class: "bar-lane" }, bar);
  }

  draw(): boolean {
    return true;
  }

  select(): void {}
}
