import { visible } from "../../src/base/visibleText.ts";

// The one door for text: what comes from data, labels or a model is only ever text, and its control characters are shown.

/** An element with its class, attributes and children; a string child is a text node, whatever it holds. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  made.append(...children.map((child) => (typeof child === "string" ? textNode(child) : child)));
  return made;
}

export function textNode(text: string): Text {
  return document.createTextNode(visible(text));
}

/** Leaves the node alone when it says this already: no flicker, and a selection in it stays. */
export function setText(node: Node, text: string): void {
  const shown = visible(text);
  if (node.textContent !== shown) node.textContent = shown;
}

export function setAttribute(target: Element, name: string, value: string): void {
  const shown = visible(value);
  if (target.getAttribute(name) !== shown) target.setAttribute(name, shown);
}

export function button(label: string, onClick: () => void, attributes: Readonly<Record<string, string>> = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", onClick);
  return made;
}

/** Runs `draw` once in the next frame, however often it is asked for until then. */
export function oncePerFrame(draw: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
}
