import { setAttribute, setText } from "./dom.ts";

/** A shape of a drawing with its attributes. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, String(value));
  return made;
}

/** A text of a drawing; as everywhere in a page, its control characters are shown. */
export function svgText(text: string, attributes: Readonly<Record<string, string | number>>): SVGTextElement {
  const made = svgElement("text", attributes);
  setText(made, text);
  return made;
}
