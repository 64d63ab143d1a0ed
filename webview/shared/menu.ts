import { element } from "./dom.ts";

/** A button that opens what is in it; Escape and leaving it close it. */
export function menu(label: string, ...content: HTMLElement[]): HTMLDetailsElement {
  const made = element("details", { class: "menu" }, element("summary", { class: "button secondary" }, label));
  made.append(element("div", { class: "menu-items" }, ...content));
  made.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenu(made);
  });
  made.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !made.contains(relatedTarget)) made.open = false;
  });
  return made;
}

/** A menu of things to do, each of which closes it. */
export function actionMenu(
  label: string,
  actions: readonly (readonly [label: string, act: () => void])[],
): HTMLElement {
  const items = actions.map(([label, act]) => {
    const item = element("button", { type: "button", class: "secondary" }, label);
    item.addEventListener("click", () => {
      closeMenu(made);
      act();
    });
    return item;
  });
  const made = menu(label, ...items);
  return made;
}

function closeMenu(made: HTMLDetailsElement): void {
  made.open = false;
  made.querySelector("summary")?.focus();
}
