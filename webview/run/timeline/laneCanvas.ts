import { element } from "../../shared/dom.ts";

/** A canvas as large as what is in sight, with the pixels that the screen has. */
export class LaneCanvas {
  readonly view = element("canvas", { class: "lane-canvas", "aria-hidden": "true" });
  private readonly context = this.view.getContext("2d");

  /** An empty context whose unit is a CSS pixel. Sizes are those of the canvas. */
  begin(width: number, height: number): CanvasRenderingContext2D | undefined {
    const ratio = devicePixelRatio;
    const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (this.view.width !== wide) this.view.width = wide;
    if (this.view.height !== high) this.view.height = high;
    this.view.style.width = `${width}px`;
    this.view.style.height = `${height}px`;
    const { context } = this;
    if (!context) return undefined;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }
}
