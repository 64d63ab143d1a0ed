import type { Theme } from "../../shared/theme.ts";
import type { Columns } from "./columns.ts";

/** What of the time axis is in sight. */
export interface Frame {
  columns: Columns;
  /** Pixels before what is in sight, in reading direction, and how many are in sight. */
  left: number;
  width: number;
  /** The first step stands at the right. */
  mirrored: boolean;
  theme: Theme;
  /** When the time of this frame is used up, as `performance.now()` counts. */
  until: number;
}

/** A picture along the time axis, below others. */
export interface Lane {
  /** Title, controls and picture. */
  readonly view: HTMLElement;
  /** The part of it whose columns are the steps. */
  readonly plot: HTMLElement;
  /** Draws what is in sight; false where it needs another frame for that. */
  draw(frame: Frame): boolean;
  /** The selection has changed; the step is null where another time axis is selected. */
  select(frame: Frame, step: number | null): void;
  /** The pointer is at a step, `y` pixels below the top of the plot; what that means here, beside the step. */
  at?(y: number): { layer?: string; tensor?: string; unit?: number };
  /** Of keys that move over more than steps: whether it was one. */
  key?(event: KeyboardEvent): boolean;
}

/** Where a column begins on a canvas: its left side, whichever direction is read. */
export function columnLeft({ columns, left, width, mirrored }: Frame, step: number): number {
  const start = columns.start(step) - left;
  return mirrored ? width - start - columns.widthOf(step) : start;
}

/** How many steps share a pixel; 1 where a column is as wide as one. */
export function stepsPerPixel({ columns }: Frame): number {
  return columns.width === undefined ? 1 : Math.max(1, Math.floor(1 / columns.width));
}

/**
 * The places in a table of colours of steps that share a pixel: the one furthest from what says nothing, −1 where there is none.
 */
export function strongest(placeOf: (step: number) => number, from: number, to: number, neutral: number): number {
  let found = -1;
  for (let step = from; step < to; step++) {
    const place = placeOf(step);
    if (place >= 0 && (found < 0 || Math.abs(place - neutral) > Math.abs(found - neutral))) found = place;
  }
  return found;
}

/** The steps that are in sight, the last included. */
export function stepsInSight({ columns, left, width }: Frame): [number, number] {
  return [columns.at(left), columns.at(left + width)];
}
