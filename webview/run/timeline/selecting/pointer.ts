import { between } from "./moves.ts";
import type { Hovered, Selection } from "./selection.ts";

/** A pointer over a plot shows what it is at; pressing chooses it, and dragging or Shift selects a span. */
export function listenToPointer(
  plot: HTMLElement,
  strip: number,
  selection: Selection,
  read: (event: PointerEvent) => Hovered & { step: number },
): void {
  let dragFrom: number | undefined;
  plot.addEventListener("pointermove", (event) => {
    const at = read(event);
    if (dragFrom === undefined) return selection.hover(at);
    const span = between(dragFrom, at.step);
    selection.choose({ strip, step: at.step, span: span.to - span.from > 1 ? span : null });
  });
  plot.addEventListener("pointerleave", () => selection.hover(undefined));
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = read(event);
    const { kept } = selection;
    if (event.shiftKey && kept.step !== null && kept.strip === strip)
      return selection.choose({ ...at, step: kept.step, span: between(kept.step, at.step) });
    plot.setPointerCapture(event.pointerId);
    dragFrom = at.step;
    selection.choose({ ...at, span: null });
  });
  const end = () => {
    dragFrom = undefined;
  };
  plot.addEventListener("pointerup", end);
  plot.addEventListener("pointercancel", end);
}
