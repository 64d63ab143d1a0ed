import type { ChangedLook } from "../../../src/contracts/inspection.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** How the text goes on without the change and with it, side by side; what both begin with is faint. */
export function samplesView(samples: ChangedLook["samples"]): HTMLElement[] {
  if (!samples || samples.texts.length === 0) return [];
  const views = samples.texts.map(({ temperature, before, after }) => {
    const how = temperature === 0 ? t("the likeliest each time") : t("drawn at temperature {0}", String(temperature));
    const same = sharedLength(before, after);
    return element(
      "div",
      { class: "samples" },
      element("p", { class: "faint" }, how),
      element(
        "div",
        { class: "sample-pair" },
        sampleView(before === after ? t("before and now") : t("before"), before, same),
        ...(before === after ? [] : [sampleView(t("now"), after, same)]),
      ),
    );
  });
  return [element("h3", {}, t("How it goes on")), ...views];
}

function sampleView(label: string, text: string, same: number): HTMLElement {
  const [begins, rest] = [text.slice(0, same), text.slice(same)];
  const parts = [element("span", { class: "faint" }, begins), rest];
  const blank = blankName(text);
  return element(
    "figure",
    {},
    element("figcaption", { class: "faint" }, label),
    element("p", { class: "sample" }, ...(blank === undefined ? parts : [element("i", { class: "faint" }, blank)])),
  );
}

/** What is said of a text in which there is nothing to see, as networks write that have learned little. */
export function blankName(text: string): string | undefined {
  if (text === "") return t("nothing");
  return text.trim() === "" ? t("only white space") : undefined;
}

/** How many UTF-16 units two texts begin with in common; no character is cut in two. */
function sharedLength(a: string, b: string): number {
  let same = 0;
  for (const character of a) {
    if (!b.startsWith(character, same)) break;
    same += character.length;
  }
  return same;
}
