import { element } from "./dom.ts";

/** A table in a region that scrolls by mouse and by keyboard. Where more of it is out of sight, that edge fades. */
export function tableRegion(label: string, table: HTMLTableElement): HTMLDivElement {
  const region = element("div", { class: "table", tabindex: "0", role: "region", "aria-label": label }, table);
  const mark = () => {
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } = region;
    // Sizes are rounded to whole pixels, each for itself.
    const toggle = (edge: string, hidden: number) => region.classList.toggle(`more-${edge}`, hidden > 1);
    toggle("left", scrollLeft);
    toggle("right", scrollWidth - clientWidth - scrollLeft);
    toggle("below", scrollHeight - clientHeight - scrollTop);
  };
  region.addEventListener("scroll", mark, { passive: true });
  const observer = new ResizeObserver(mark);
  observer.observe(region);
  observer.observe(table);
  return region;
}

/** The head of a row or column. A long name is cut to a width that leaves room for figures; the whole is in its tooltip. */
export function labelHead(scope: "row" | "col", label: string): HTMLTableCellElement {
  return element("th", { scope, title: label }, element("span", { class: "label" }, label));
}
