import type { Look } from "../../../src/contracts/inspection.ts";
import { scaleOf } from "../../run/timeline/maps/scale.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { stateFigures } from "../../shared/heatMap.ts";
import { t } from "../../shared/text.ts";
import type { Looking } from "../looking.ts";
import { boundsOf, hasGradients } from "../naming.ts";
import { byRight, bySaliency, bySurprise, byUnit, type TextColouring, textColourings } from "../text/textColours.ts";
import type { TextColours } from "../text/textLane.ts";

export const colouringNames: Record<TextColouring, () => string> = {
  surprise: () => t("by surprise"),
  unit: () => t("by the selected unit"),
  saliency: () => t("by saliency"),
  right: () => t("by right and wrong"),
  none: () => t("not"),
};

/** Whether something is predicted at each step of a strip. */
export function predictsAlong({ predictions }: Look, strip: number): boolean {
  return predictions.strip === strip && predictions.perStep;
}

/** The colours that the symbols of a strip can have. */
export function colouringsOf(look: Look, strip: number): TextColouring[] {
  const { predictions, layers } = look;
  const predicts = predictsAlong(look, strip);
  const has: Record<TextColouring, boolean> = {
    surprise: predicts && predictions.surprise.some((value) => !Number.isNaN(value)),
    unit: layers.some((layer) => layer.strip === strip),
    saliency: hasGradients(look),
    right: predicts && predictions.candidates !== undefined && predictions.actual.some((came) => came !== null),
    none: true,
  };
  return textColourings.filter((name) => has[name]);
}

/** The colouring that a person wants, where the strip has it; else what speaks for the prediction. */
export function usableColouring(wanted: TextColouring, offered: readonly TextColouring[]): TextColouring {
  if (offered.includes(wanted)) return wanted;
  return offered.includes("saliency") ? "saliency" : "none";
}

/** The colours of a strip's symbols; undefined where there are none, or until they have come. */
export function coloursOf(
  looking: Looking,
  strip: number,
  colouring: TextColouring,
  { selection, saliency, kind }: { selection: Selection; saliency: Float32Array | undefined; kind: "dark" | "light" },
): TextColours | undefined {
  const { predictions, strips } = looking.look;
  const count = strips[strip].symbols.length;
  switch (colouring) {
    case "surprise":
      return bySurprise(predictions.surprise, predictions.ahead, count, kind);
    case "right":
      return byRight(predictions, predictions.ahead, count, kind);
    case "saliency":
      return saliency && bySaliency(saliency, kind);
    case "unit":
      return ofUnit(looking, strip, selection, kind);
    default:
      return undefined;
  }
}

/** By the selected unit of the selected layer, or of the first one that reads this strip. */
function ofUnit(looking: Looking, strip: number, selection: Selection, kind: "dark" | "light") {
  const { look, tensors } = looking;
  const { layer: name, tensor: chosen, unit } = selection.now;
  const own = looking.layer(name) ?? look.layers.find((it) => it.strip === strip);
  if (own?.strip !== strip) return undefined;
  const tensor = own.tensors.find((it) => it.name === chosen) ?? own.tensors.find((it) => it.kind === "state");
  const held = tensor && tensors.get(tensor.name);
  if (held?.state !== "here") return undefined;
  const scale = scaleOf(boundsOf(tensor!), stateFigures(held.states), held.states.values);
  return byUnit(held.states, Math.min(unit ?? 0, held.states.units - 1), scale, kind);
}
