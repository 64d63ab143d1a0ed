/**
 * Makes the buttons within an element one stop of the Tab key: it goes to the one that was used last, and arrow keys, Home and End go to
 * the others (the pattern "toolbar" of the ARIA Authoring Practices). To be called again where buttons come or go.
 */
export function rove(container: HTMLElement): void {
  const all = buttonsOf(container);
  const current = all.find((button) => button.tabIndex === 0) ?? all[0];
  if (current) stopAt(current, all);
  if (container.dataset.roving !== undefined) return;
  container.dataset.roving = "";
  container.addEventListener("focusin", ({ target }) => {
    const buttons = buttonsOf(container);
    if (buttons.includes(target as HTMLButtonElement)) stopAt(target as HTMLButtonElement, buttons);
  });
  container.addEventListener("keydown", (event) => {
    const buttons = buttonsOf(container);
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const place = at < 0 || event.ctrlKey || event.metaKey || event.altKey ? undefined : PLACES[event.key];
    if (!place) return;
    buttons[place(at, buttons.length)].focus();
    event.preventDefault();
  });
}

function buttonsOf(container: HTMLElement): HTMLButtonElement[] {
  return [...container.querySelectorAll<HTMLButtonElement>("button:not([hidden], :disabled)")];
}

function stopAt(current: HTMLButtonElement, all: readonly HTMLButtonElement[]): void {
  for (const button of all) button.tabIndex = button === current ? 0 : -1;
}

/** Where keys lead, from a place among so many. */
const PLACES: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  ArrowUp: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};
