import { isFigure } from "../../src/base/metrics.ts";
import { isPartReport } from "../../src/contracts/report.ts";
import type {
  Curve,
  PanelHidden,
  PanelMessage,
  PanelProgress,
  PanelSample,
} from "../../src/contracts/trainingPanel.ts";

type Shape = Record<string, unknown>;

/** A message of the extension if it has the shape of one; undefined for anything else that reaches the window. */
export function readMessage(data: unknown): PanelMessage | undefined {
  if (!isObject(data)) return undefined;
  if (data.type === "alive") return { type: "alive" };
  if (data.type === "snapshot") {
    const { snapshot } = data;
    return isObject(snapshot) &&
      isRun(snapshot.run) &&
      hasNews(snapshot) &&
      areBaselines(snapshot.baselines) &&
      areReports(snapshot.reports)
      ? (data as unknown as PanelMessage)
      : undefined;
  }
  const good =
    data.type === "delta" &&
    hasNews(data) &&
    (data.baselines === null || areBaselines(data.baselines)) &&
    (data.reports === null || areReports(data.reports));
  return good ? (data as unknown as PanelMessage) : undefined;
}

function hasNews(value: Shape): boolean {
  return (
    isProgress(value.progress) &&
    isCurve(value.training) &&
    isCurve(value.validation) &&
    Array.isArray(value.samples) &&
    value.samples.every(isSample) &&
    (value.hidden === null || isHidden(value.hidden))
  );
}

function areBaselines(value: unknown): boolean {
  const isBaseline = (row: unknown) =>
    isObject(row) && areStrings(row.name, row.part) && isNumberOrNull(row.loss) && isNumber(row.impossible);
  return Array.isArray(value) && value.every(isBaseline);
}

function areReports(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPartReport);
}

function isRun(value: unknown): boolean {
  return (
    isObject(value) &&
    areStrings(value.id, value.name, value.build) &&
    (value.bestBy === undefined || isFigure(value.bestBy)) &&
    [value.parameters, value.symbols].every(isNumber) &&
    (value.counted === undefined || areStrings(value.counted)) &&
    (value.origin === undefined || isOrigin(value.origin))
  );
}

function isOrigin(value: unknown): boolean {
  if (!isObject(value) || !areStrings(value.config, value.began)) return false;
  return Array.isArray(value.changes) && areStrings(...value.changes);
}

function isProgress(value: unknown): value is PanelProgress {
  if (!isObject(value) || typeof value.state !== "string") return false;
  const { step, steps, epoch, loss, gradientNorm, tokensPerSecond, secondsLeft } = value;
  const { best, test, error, baseline, waiting } = value;
  const isTraining = isObject(baseline) && areStrings(baseline.name) && [baseline.step, baseline.steps].every(isNumber);
  if (baseline !== undefined && baseline !== null && !isTraining) return false;
  const { measuring } = value;
  const isMeasuring = isObject(measuring) && areStrings(measuring.part) && isNumber(measuring.share);
  if (measuring !== undefined && measuring !== null && !isMeasuring) return false;
  const measured = (it: unknown) => it === null || (isObject(it) && isNumber(it.step) && isNumberOrNull(it.loss));
  return (
    [step, steps, epoch].every(isNumber) &&
    [loss, gradientNorm, tokensPerSecond, secondsLeft].every(isNumberOrNull) &&
    measured(best) &&
    measured(test) &&
    (waiting == null || (isObject(waiting) && areStrings(waiting.message, waiting.hint))) &&
    (error === null || (isObject(error) && typeof error.message === "string"))
  );
}

function isCurve(value: unknown): value is Curve {
  if (!isObject(value)) return false;
  const { steps, loss } = value;
  return (
    Array.isArray(steps) &&
    Array.isArray(loss) &&
    steps.length === loss.length &&
    steps.every(isNumber) &&
    loss.every(isNumberOrNull)
  );
}

function isSample(value: unknown): value is PanelSample {
  return isObject(value) && isNumber(value.step) && areStrings(value.prompt, value.text, value.start ?? "");
}

function isHidden(value: unknown): value is PanelHidden {
  if (!isObject(value) || !isNumber(value.step)) return false;
  const { symbols, layers } = value;
  return (
    Array.isArray(symbols) &&
    areStrings(...symbols) &&
    Array.isArray(layers) &&
    layers.every(
      (layer) =>
        isObject(layer) &&
        isNumber(layer.units) &&
        layer.values instanceof ArrayBuffer &&
        layer.values.byteLength === 4 * symbols.length * layer.units,
    )
  );
}

function isObject(value: unknown): value is Shape {
  return typeof value === "object" && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === "number";
}

function areStrings(...values: unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}
