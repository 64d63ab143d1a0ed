import { svgElement } from "./svg.ts";

/** Outlines on a grid of 16, drawn in the colour of the text around them. */
const outlines = {
  sync: ["M13 8a5 5 0 0 1-9 3", "M3 8a5 5 0 0 1 9-3", "M12.2 2v3.2H9", "M3.8 14v-3.2H7"],
  check: ["M3 8.5l3.2 3.2L13 4.8"],
  cross: ["M4 4l8 8", "M12 4l-8 8"],
  stop: ["M4 4h8v8H4z"],
  pause: ["M5.5 3.5v9", "M10.5 3.5v9"],
  error: ["M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z", "M5.8 5.8l4.4 4.4", "M10.2 5.8l-4.4 4.4"],
  warning: ["M8 2.2l6.2 11.3H1.8z", "M8 6.5v3.2", "M8 11.3v.6"],
  left: ["M9.5 4L5.5 8l4 4"],
  right: ["M6.5 4l4 4-4 4"],
  enlarge: ["M9.5 3H13v3.5", "M6.5 13H3V9.5", "M13 3L9 7", "M3 13l4-4"],
  log: ["M3 3v10h10", "M3 10c4 0 6-2 9.5-7"],
} as const;

export type IconName = keyof typeof outlines;

export function icon(name: IconName): SVGSVGElement {
  const svg = svgElement("svg", { viewBox: "0 0 16 16", class: `icon icon-${name}`, "aria-hidden": "true" });
  svg.append(...outlines[name].map((d) => svgElement("path", { d })));
  return svg;
}

/** A piece of a line as a chart draws it, for the chart's legend. */
export function lineSwatch(className: string): SVGSVGElement {
  const svg = svgElement("svg", { viewBox: "0 0 28 8", class: `swatch ${className}`, "aria-hidden": "true" });
  svg.append(svgElement("path", { d: "M1 4h26" }));
  return svg;
}
