import type { Theme } from "./theme.ts";

/** How one curve looks; curves differ in dash, width or marks too, never in colour alone. */
export interface CurveStyle {
  label: string;
  colour: (theme: Theme) => string;
  width: number;
  dash?: readonly number[];
  /** Draws a diamond on each point, as long as there are few. */
  marked?: boolean;
  /** 0 … 1; high contrast draws everything opaque. */
  opacity?: number;
}

/** The colour that a curve has in a theme, as opaque as its style wants it. */
export function strokeOf({ colour, opacity = 1 }: CurveStyle, theme: Theme): string {
  const own = theme.highContrast ? Math.max(0.7, opacity) : opacity;
  return own < 1 ? translucent(colour(theme), own) : colour(theme);
}

/** A theme may write its colours in any way that CSS knows: the browser mixes them. */
export function translucent(colour: string, opacity: number): string {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${r}, ${g}, ${b}, ${(opacity * a) / 255})`;
}
