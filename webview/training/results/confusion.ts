import { grouped } from "../../../src/base/words.ts";
import type { Report } from "../../../src/contracts/report.ts";
import { button, element } from "../../shared/dom.ts";
import { labelHead } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import { reportTable } from "./reportTable.ts";

/** How strong the colour of a whole row's share is, in percent: figures stay legible on it in every theme. */
const STRONGEST = 40;

type Open = (actual: string, predicted: string) => void;

/**
 * A table whose cells are darker the larger their share of the row, so that it reads as a picture too. A cell opens its examples; arrow
 * keys go from one to the other, so that the whole table is one stop of the Tab key.
 */
export function confusionTable({ labels, counts }: NonNullable<Report["confusion"]>, open?: Open): HTMLElement {
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, t("True ╲ predicted")),
    ...labels.map((label) => labelHead("col", label)),
  );
  const buttons: (HTMLButtonElement | undefined)[][] = counts.map(() => []);
  const rows = counts.map((row, i) => {
    const sum = row.reduce((a, b) => a + b, 0);
    const cells = row.map((value, j) => {
      const made = open && value > 0 ? cellButton(value, labels[i], labels[j], open) : undefined;
      buttons[i][j] = made;
      const cell = element("td", { class: i === j ? "right" : "wrong" }, made ?? grouped(value));
      cell.style.setProperty("--share", `${sum > 0 ? Math.round((STRONGEST * value) / sum) : 0}%`);
      return cell;
    });
    return element("tr", {}, labelHead("row", labels[i]), ...cells);
  });
  const body = element("tbody", {}, ...rows);
  if (open) moveByArrows(body, buttons);
  return reportTable(t("Confusion matrix"), [element("thead", {}, head), body], "confusion");
}

function cellButton(value: number, actual: string, predicted: string, open: Open): HTMLButtonElement {
  const made = button(grouped(value), () => open(actual, predicted), { class: "cell", tabindex: "-1" });
  const said =
    actual === predicted
      ? t("{0} right, of {1}", grouped(value), actual)
      : t("{0} of {1} taken for {2}", grouped(value), actual, predicted);
  made.title = t("{0}: shows examples", said);
  made.setAttribute("aria-label", made.title);
  return made;
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** To the next cell in a direction that has something to open. */
function moveByArrows(body: HTMLElement, buttons: readonly (HTMLButtonElement | undefined)[][]): void {
  const first = buttons.flat().find((cell) => cell !== undefined);
  if (first) first.tabIndex = 0;
  body.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    const row = buttons.findIndex((cells) => cells.includes(event.target as HTMLButtonElement));
    if (!move || row < 0) return;
    event.preventDefault();
    let [i, j] = [row + move[0], buttons[row].indexOf(event.target as HTMLButtonElement) + move[1]];
    while (buttons[i] && j >= 0 && j < buttons[i].length && !buttons[i][j]) [i, j] = [i + move[0], j + move[1]];
    buttons[i]?.[j]?.focus();
  });
  body.addEventListener("focusin", ({ target }) => {
    for (const cell of buttons.flat()) if (cell) cell.tabIndex = cell === target ? 0 : -1;
  });
}
