import { element } from "../../shared/dom.ts";

/** A piece of a curve, to stand beside its name. */
export function curveKey(colour: "training" | "validation" | "foreground", style: string): HTMLElement {
  const key = element("span", { class: "curve-key", "aria-hidden": "true" });
  key.style.borderTopStyle = style;
  key.style.borderTopColor = colour === "foreground" ? "var(--vscode-foreground)" : `var(--${colour})`;
  return key;
}
