import type { ColourTable } from "../../../shared/colourTable.ts";
import type { States } from "../../../shared/heatMap.ts";
import type { Columns } from "../columns.ts";
import type { Frame } from "../lane.ts";
import type { Scale } from "./scale.ts";
import { tilePixels } from "./tile.ts";

/** Steps of a tile, columns at least, and tiles that are kept. */
const TILE = 256;
const NARROWEST = 16;
const MOST_TILES = 192;

/** Columns of a tile, which are fewer where each is of several steps: a tile is made within a frame. */
const tileOf = (steps: number) => Math.max(NARROWEST, Math.floor(TILE / steps));

/** What a heat map is made of. */
export interface Heat {
  states: States;
  order: Uint16Array;
  /** Units that share a row of the picture. */
  units: number;
  scale: Scale;
  table: ColourTable;
}

/** Draws the part of a matrix that is in sight, from tiles that are made when they come into sight and kept while it scrolls. */
export class HeatPainter {
  private heat: Heat | undefined;
  private readonly tiles = new Map<string, OffscreenCanvas>();

  set(heat: Heat | undefined): void {
    this.heat = heat;
    this.tiles.clear();
  }

  /** Whether all that is in sight could be drawn in the time that a frame has. */
  paint(context: CanvasRenderingContext2D, frame: Frame, height: number): boolean {
    const { heat } = this;
    if (!heat) return true;
    context.save();
    context.imageSmoothingEnabled = false;
    if (frame.mirrored) {
      context.translate(frame.width, 0);
      context.scale(-1, 1);
    }
    const { width } = frame.columns;
    const complete =
      width === undefined
        ? this.paintUneven(context, heat, frame, height)
        : this.paintEven(context, heat, frame, width, height);
    context.restore();
    return complete;
  }

  private paintEven(
    context: CanvasRenderingContext2D,
    heat: Heat,
    { left, width: room, until }: Frame,
    width: number,
    height: number,
  ): boolean {
    const steps = Math.max(1, Math.floor(1 / (width * devicePixelRatio)));
    const wide = steps * width;
    const columns = Math.ceil(heat.states.time / steps);
    const size = tileOf(steps);
    const first = Math.floor(left / wide / size);
    const last = Math.min(Math.ceil(columns / size) - 1, Math.floor((left + room) / wide / size));
    for (let index = first; index <= last; index++) {
      const tile = this.tile(heat, index, steps, columns, until);
      if (!tile) return false;
      const [from, to] = [index * size * wide - left, (index * size + tile.width) * wide - left];
      const [start, end] = [snapped(from), snapped(to)];
      context.drawImage(tile, start, 0, end - start, height);
    }
    return true;
  }

  private paintUneven(context: CanvasRenderingContext2D, heat: Heat, frame: Frame, height: number): boolean {
    const { columns, left, width, until } = frame;
    const { time } = heat.states;
    const [first, last] = [columns.at(left), Math.min(time - 1, columns.at(left + width))];
    for (let step = first; step <= last; step++) {
      const tile = this.tile(heat, Math.floor(step / TILE), 1, time, until);
      if (!tile) return false;
      context.drawImage(tile, step % TILE, 0, 1, tile.height, ...placeOf(columns, step, left), height);
    }
    return true;
  }

  private tile(heat: Heat, index: number, steps: number, columns: number, until: number): OffscreenCanvas | undefined {
    const key = `${steps} ${index}`;
    const kept = this.tiles.get(key);
    if (kept) return kept;
    if (performance.now() > until) return undefined;
    const size = tileOf(steps);
    const part = {
      from: index * size * steps,
      columns: Math.min(size, columns - index * size),
      ...{ steps, order: heat.order, units: heat.units },
    };
    const pixels = tilePixels(heat.states, part, heat.scale, heat.table);
    const rows = Math.ceil(heat.order.length / heat.units);
    const tile = new OffscreenCanvas(part.columns, rows);
    tile.getContext("2d")?.putImageData(new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, part.columns), 0, 0);
    if (this.tiles.size >= MOST_TILES) this.tiles.delete(this.tiles.keys().next().value!);
    this.tiles.set(key, tile);
    return tile;
  }
}

/** x, y and width of a column on the canvas. */
function placeOf(columns: Columns, step: number, left: number): [number, number, number] {
  return [columns.start(step) - left, 0, columns.widthOf(step)];
}

/** On the border of two pixels of the screen, or the colours of neighbours would mix. */
function snapped(place: number): number {
  return Math.round(place * devicePixelRatio) / devicePixelRatio;
}
