import type { InspectorSelection } from "../../../../src/contracts/inspection.ts";

/** What a pointer is over: it shows for as long as it stays, and changes nothing that was chosen. */
export type Hovered = Partial<Pick<InspectorSelection, "strip" | "step" | "layer" | "tensor" | "unit">>;

const nothing: InspectorSelection = { strip: 0, step: null, span: null, layer: null, tensor: null, unit: null };

/** The one selection that links all views. */
export class Selection {
  private chosen: InspectorSelection = nothing;
  private hovered: Hovered | undefined;
  private readonly listeners: (() => void)[] = [];

  /** What was chosen, and over it what the pointer is at. */
  get now(): InspectorSelection {
    return this.hovered ? { ...this.chosen, ...this.hovered } : this.chosen;
  }

  /** Without the pointer: what is kept. */
  get kept(): InspectorSelection {
    return this.chosen;
  }

  choose(change: Partial<InspectorSelection>): void {
    this.chosen = { ...this.chosen, ...change };
    this.hovered = undefined;
    this.tell();
  }

  hover(hovered: Hovered | undefined): void {
    if (!hovered && !this.hovered) return;
    this.hovered = hovered;
    this.tell();
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
