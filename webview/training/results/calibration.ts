import { calibrationError, overconfidence } from "../../../src/base/calibration.ts";
import { decimalText } from "../../../src/base/numberText.ts";
import { grouped } from "../../../src/base/words.ts";
import type { CalibrationBin } from "../../../src/contracts/report.ts";
import { element } from "../../shared/dom.ts";
import { svgElement, svgText } from "../../shared/svg.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import { headOf } from "./reportTable.ts";

const SIZE = 180;
/** Height of the counts below, and what is between. */
const COUNTS = 44;
const GAP = 10;
/** Around the drawing, for what its axes say. */
const MARGIN = { left: 46, bottom: 34, top: 8, right: 18 };

/** How often answers of a confidence are right, how far that is from the confidence, and how many answers there are: as a diagram and a table. */
export function calibrationView(bins: readonly CalibrationBin[]): HTMLElement {
  const filled = bins.filter(({ count }) => count > 0);
  const details = element("details", {}, element("summary", {}, t("Table of the calibration")), tableOf(filled));
  return element(
    "figure",
    { class: "report calibration-report" },
    element("figcaption", {}, t("Calibration: right answers by confidence")),
    diagram(bins, filled),
    legend(),
    element("p", {}, verdict(bins)),
    details,
  );
}

/** ECE 4.2 %: confidence and accuracy are so far apart on average. */
function verdict(bins: readonly CalibrationBin[]): string {
  const ece = percent(calibrationError(bins));
  const over = overconfidence(bins);
  const by = decimalText(100 * Math.abs(over), 1);
  if (Math.abs(over) < 0.005)
    return t("Expected calibration error (ECE) {0}. On average it is as sure as it is right.", ece);
  return over > 0
    ? t("Expected calibration error (ECE) {0}. On average it is surer than it is right, by {1} points.", ece, by)
    : t(
        "Expected calibration error (ECE) {0}. On average it is right more often than it is sure, by {1} points.",
        ece,
        by,
      );
}

function diagram(bins: readonly CalibrationBin[], filled: readonly CalibrationBin[]): SVGElement {
  const height = SIZE + GAP + COUNTS;
  const [fullWidth, fullHeight] = [MARGIN.left + SIZE + MARGIN.right, MARGIN.top + height + MARGIN.bottom];
  const said = filled.map(({ count, confidence, accuracy }) =>
    t(
      "{0} answers of {1} % confidence, {2} % right",
      grouped(count),
      Math.round(100 * confidence),
      Math.round(100 * accuracy),
    ),
  );
  const drawing = svgElement("svg", {
    viewBox: `${-MARGIN.left} ${-MARGIN.top} ${fullWidth} ${fullHeight}`,
    ...{ width: fullWidth, height: fullHeight, class: "calibration", role: "img" },
    "aria-label": `${verdict(bins)} ${t("Calibration: {0}.", said.join("; "))}`,
  });
  const most = Math.max(...filled.map(({ count }) => count));
  for (const { from, to, count, confidence, accuracy } of filled) {
    const x = from * SIZE;
    const width = Math.max(1, (to - from) * SIZE - 1);
    const [low, high] = [Math.min(accuracy, confidence), Math.max(accuracy, confidence)];
    const share = (count / most) * COUNTS;
    drawing.append(
      svgElement("rect", { x, y: (1 - accuracy) * SIZE, width, height: accuracy * SIZE, class: "share" }),
      svgElement("rect", { x, y: (1 - high) * SIZE, width, height: (high - low) * SIZE, class: "gap" }),
      svgElement("rect", { x, y: height - share, width, height: share, class: "count" }),
    );
  }
  drawing.append(
    svgElement("line", { x1: 0, y1: SIZE, x2: SIZE, y2: 0, class: "diagonal" }),
    svgElement("rect", { x: 0, y: 0, width: SIZE, height: SIZE, class: "frame" }),
    svgElement("line", { x1: 0, y1: height, x2: SIZE, y2: height, class: "frame" }),
    svgText("0 %", { x: 0, y: height + 14 }),
    svgText("100 %", { x: SIZE, y: height + 14 }),
    svgText(t("confidence"), { x: SIZE / 2, y: height + 28 }),
    svgText("0 %", { x: -6, y: SIZE, class: "side" }),
    svgText("100 %", { x: -6, y: 8, class: "side" }),
    svgText(t("right"), { x: -6, y: SIZE / 2, class: "side" }),
    svgText(grouped(most), { x: -6, y: SIZE + GAP + 8, class: "side" }),
    svgText("0", { x: -6, y: height, class: "side" }),
  );
  return drawing;
}

function legend(): HTMLElement {
  const entries = [
    ["share", t("right")],
    ["gap", t("off the confidence")],
    ["count", t("answers")],
  ] as const;
  return element(
    "ul",
    { class: "legend" },
    ...entries.map(([kind, name]) => element("li", {}, element("span", { class: `calibration-key ${kind}` }), name)),
  );
}

function tableOf(filled: readonly CalibrationBin[]): HTMLElement {
  const rows = filled.map(({ from, to, count, confidence, accuracy }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, `${percent(from)} – ${percent(to)}`),
      ...[grouped(count), percent(confidence), percent(accuracy), percent(accuracy - confidence)].map((text) =>
        element("td", {}, text),
      ),
    ),
  );
  const heads = [t("Confidence"), t("Answers"), t("Mean confidence"), t("Right"), t("Difference")];
  return tableRegion(t("Table of the calibration"), element("table", {}, headOf(heads), element("tbody", {}, ...rows)));
}

/** 4.2 %, −4.2 % */
function percent(share: number): string {
  const text = decimalText(100 * Math.abs(share), 1);
  return `${share < 0 ? "−" : ""}${text} %`;
}
