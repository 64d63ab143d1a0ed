import { placeOn } from "../../run/timeline/maps/scale.ts";
import { colourTable, sequentialTable } from "../../shared/colourTable.ts";
import { svgElement, svgText } from "../../shared/svg.ts";
import { inkOn } from "../text/textLane.ts";
import type { Diagram, DiagramNode, Wire } from "./diagrams/diagram.ts";
import { shown } from "./formulas.ts";

const BOX = { width: 56, height: 26 };

/** Draws a diagram: boxes in the colour of their values, lines as strong as what flows. */
export function diagramView(
  { width, height, nodes, wires, words }: Diagram,
  kind: "dark" | "light",
  summary: string,
): SVGSVGElement {
  const svg = svgElement("svg", {
    viewBox: `0 0 ${width} ${height}`,
    class: "diagram",
    role: "img",
    "aria-label": summary,
  });
  svg.append(...wires.map(wireView), ...nodes.map((node) => nodeView(node, kind)));
  for (const { x, y, text } of words) svg.append(svgText(text, { x, y, class: "word" }));
  return svg;
}

function wireView({ points, value, arrow }: Wire): SVGElement {
  const strength = value === undefined ? 1 : 1 + 4 * Math.min(1, Math.abs(value));
  const sign = value === undefined ? "" : value < 0 ? " negative" : " positive";
  const group = svgElement("g", { class: `wire${sign}` });
  group.append(svgElement("polyline", { points, "stroke-width": String(strength) }));
  if (arrow) {
    const [[x0, y0], [x, y]] = points
      .split(" ")
      .slice(-2)
      .map((point) => point.split(",").map(Number));
    const angle = (Math.atan2(y - y0, x - x0) * 180) / Math.PI;
    group.append(svgElement("path", { d: "M-6,-4 L1,0 L-6,4 Z", transform: `translate(${x} ${y}) rotate(${angle})` }));
  }
  return group;
}

function nodeView({ x, y, label, value, kind: of }: DiagramNode, kind: "dark" | "light"): SVGElement {
  const group = svgElement("g", { class: `node node-${of}`, transform: `translate(${x} ${y})` });
  if (of === "operation") {
    const wide = label.length > 2;
    const outline = wide
      ? svgElement("rect", { x: "-17", y: "-11", width: "34", height: "22", rx: "11" })
      : svgElement("circle", { r: "11" });
    group.append(outline, svgText(label, { x: 0, y: 4, class: "operation" }));
    return group;
  }
  const scale =
    of === "gate" ? { kind: "sequential" as const, min: 0, max: 1 } : { kind: "diverging" as const, min: -1, max: 1 };
  const place = value === undefined ? undefined : placeOn(scale, value);
  const table = of === "gate" ? sequentialTable(kind) : colourTable(kind);
  const { width, height } = BOX;
  const box = svgElement("rect", {
    x: String(-width / 2),
    y: String(-height / 2),
    width: String(width),
    height: String(height),
    rx: "5",
  });
  const text = svgText(shown(value), { x: 0, y: 4, class: "number" });
  if (place !== undefined) {
    const { fill, ink } = inkOn(table, place);
    box.style.fill = fill;
    text.style.fill = ink;
  }
  group.append(box, text, svgText(label, { x: -width / 2 + 1, y: -height / 2 - 4, class: "label" }));
  return group;
}
