import { lossText } from "../../../src/base/metrics.ts";
import { grouped } from "../../../src/base/words.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { button, element } from "../../shared/dom.ts";
import { symbolName } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { Looking } from "../looking.ts";
import { stepSymbol } from "../naming.ts";
import { isWrong } from "../text/textColours.ts";
import { Pane } from "./pane.ts";

const LISTED = 100;

/** What is true beside what the network says: the errors first, then what surprised it most. */
export class ErrorsPane {
  readonly pane: Pane;

  constructor(looking: Looking, selection: Selection) {
    const { look } = looking;
    const { predictions } = look;
    const { kind, actual, surprise, candidates, strip, perStep } = predictions;
    const next = kind === "symbol";
    this.pane = new Pane(
      t("Errors First"),
      next
        ? t("Where the likeliest symbol was not what came, the most surprising first.")
        : t("What is true and what the network says, the errors first."),
    );
    const known = Array.from(surprise, (value, row) => ({
      value,
      row,
      wrong: isWrong(actual, candidates, row),
    })).filter(({ wrong }) => wrong !== undefined);
    const errors = known.filter(({ wrong }) => wrong).length;
    const rows = known.sort((a, b) => Number(b.wrong) - Number(a.wrong) || b.value - a.value).slice(0, LISTED);
    const share = known.length > 0 ? (100 * errors) / known.length : 0;
    const facts = t("{0} of {1} are wrong, {2} %.", grouped(errors), grouped(known.length), share.toFixed(1));
    const heads = [next ? t("After step") : t("Step"), t("Truth"), t("Likeliest"), t("Its probability"), t("Surprise")];
    const body = rows.map(({ row, value, wrong }) => {
      const at = row * candidates!.top;
      const place = perStep ? `${grouped(row)} ${stepSymbol(look, strip, row)}` : t("the whole");
      const go = button(place, () => selection.choose({ strip, step: perStep ? row : null, span: null }), {
        class: "quiet",
      });
      const cells = [
        symbolName(actual[row]!),
        symbolName(candidates!.names[candidates!.ids[at]]),
        candidates!.probabilities[at].toFixed(3),
        lossText(value),
      ];
      const marked: Record<string, string> = wrong ? { class: "wrong" } : {};
      return element(
        "tr",
        marked,
        element("th", { scope: "row" }, go),
        ...cells.map((text) => element("td", {}, text)),
      );
    });
    const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
    const table = element("table", { class: "errors" }, element("thead", {}, head), element("tbody", {}, ...body));
    const more =
      known.length > LISTED ? [element("p", { class: "faint" }, t("The first {0} are listed.", LISTED))] : [];
    this.pane.body.append(element("p", {}, facts), tableRegion(t("Truth and predictions"), table), ...more);
  }

  /** Whether there is anything known to compare with. */
  static has({ look }: Looking): boolean {
    return look.predictions.candidates !== undefined && look.predictions.actual.some((came) => came !== null);
  }
}
