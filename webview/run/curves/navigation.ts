/** What a person does at a chart, in its own terms. */
export interface Navigating {
  /** Pixels from the left of the canvas; undefined when the pointer leaves. */
  pointAt(pixel: number | undefined): void;
  /** To the next row, or so many further. */
  move(rows: number): void;
  /** To the first row in sight, or the last. */
  moveToEnd(last: boolean): void;
  select(from: number, to: number, done: boolean): void;
  cancelSelection(): void;
  zoom(factor: number, pixel?: number): void;
  /** By a share of what is in sight, to later steps where it is positive. */
  pan(share: number): void;
  /** The heights, around a pixel from the top of the canvas, or around the middle. */
  zoomHeights(factor: number, pixel?: number): void;
  /** By a share of the heights in sight, upwards where it is positive. */
  moveHeights(share: number): void;
  /** Everything, of the steps and of the heights. */
  showAll(): void;
}

/** A press that moves less is a click. */
const CLICK = 4;
const KEY_ZOOM = 1.5;
const KEY_PAN = 0.2;

/**
 * Mouse: drag selects what to look at, with Shift or the middle button it moves it; double-click shows all. Wheel: with Ctrl or ⌘, as of
 * two fingers that part, it zooms; sideways or with Shift it moves; with Alt it zooms the heights. Keys: arrows to the sides read values, up
 * and down zoom the heights, with Shift they move; + − 0.
 */
export function navigate(plot: HTMLElement, to: Navigating): void {
  const pixelOf = (event: MouseEvent) => event.clientX - plot.getBoundingClientRect().left;
  const width = () => Math.max(1, plot.clientWidth);
  let pressed: { at: number; last: number; moves: boolean } | undefined;

  plot.addEventListener("pointermove", (event) => {
    const at = pixelOf(event);
    if (pressed === undefined) return to.pointAt(at);
    if (pressed.moves) to.pan((pressed.last - at) / width());
    else if (Math.abs(at - pressed.at) > CLICK) to.select(pressed.at, at, false);
    pressed.last = at;
  });
  plot.addEventListener("pointerleave", () => pressed ?? to.pointAt(undefined));
  plot.addEventListener("pointerdown", (event) => {
    if (event.button > 1 || event.pointerType === "touch") return;
    const at = pixelOf(event);
    pressed = { at, last: at, moves: event.shiftKey || event.button === 1 };
    plot.setPointerCapture(event.pointerId);
  });
  const release = (select: boolean) => (event: PointerEvent) => {
    if (pressed === undefined) return;
    const { at, moves } = pressed;
    pressed = undefined;
    if (moves) return;
    if (select && Math.abs(pixelOf(event) - at) > CLICK) to.select(at, pixelOf(event), true);
    else to.cancelSelection();
  };
  plot.addEventListener("pointerup", release(true));
  plot.addEventListener("pointercancel", release(false));
  plot.addEventListener("dblclick", () => to.showAll());
  plot.addEventListener(
    "wheel",
    (event) => {
      const sideways = event.deltaX !== 0 ? event.deltaX : event.shiftKey ? event.deltaY : 0;
      const factor = Math.exp(-(event.deltaY || event.deltaX) / 200);
      if (event.altKey) to.zoomHeights(factor, event.clientY - plot.getBoundingClientRect().top);
      else if (event.ctrlKey || event.metaKey) to.zoom(Math.exp(-event.deltaY / 200), pixelOf(event));
      else if (Math.abs(sideways) > 0 && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)))
        to.pan(sideways / width());
      else return;
      event.preventDefault();
    },
    { passive: false },
  );
  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actionOf(event, to);
    if (act === undefined) return;
    act();
    event.preventDefault();
  });
}

function actionOf({ key, shiftKey }: KeyboardEvent, to: Navigating): (() => void) | undefined {
  const side = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  if (side !== 0) return shiftKey ? () => to.pan(side * KEY_PAN) : () => to.move(side);
  const up = key === "ArrowUp" ? 1 : key === "ArrowDown" ? -1 : 0;
  if (up !== 0) return shiftKey ? () => to.moveHeights(up * KEY_PAN) : () => to.zoomHeights(KEY_ZOOM ** up);
  const actions: Record<string, () => void> = {
    PageDown: () => to.move(10),
    PageUp: () => to.move(-10),
    Home: () => to.moveToEnd(false),
    End: () => to.moveToEnd(true),
    "+": () => to.zoom(KEY_ZOOM),
    "=": () => to.zoom(KEY_ZOOM),
    "-": () => to.zoom(1 / KEY_ZOOM),
    "0": () => to.showAll(),
    Escape: () => to.showAll(),
  };
  return actions[key];
}
