import { element, setAttribute } from "../shared/dom.ts";
import { t } from "../shared/text.ts";
import type { Comparison } from "./comparison.ts";
import type { GroupLook } from "./curves/comparedCurves.ts";

/** How groups of seeds are drawn: as mean and band, and of what the band is. Hidden where no group has several runs. */
export class GroupControls {
  private readonly select = element("select", { "aria-label": t("Groups of seeds") });
  readonly view = element("span", { class: "group-look" }, this.select);

  constructor(
    private readonly comparison: Comparison,
    private readonly look: GroupLook,
    changed: (look: GroupLook) => void,
  ) {
    const choices = [
      ["range", t("Groups: mean, lowest to highest")],
      ["deviation", t("Groups: mean ± deviation")],
      ["apart", t("Each run by itself")],
    ];
    this.select.append(...choices.map(([value, text]) => element("option", { value }, text)));
    this.select.addEventListener("change", () => {
      const { value } = this.select;
      Object.assign(this.look, { apart: value === "apart" });
      if (value !== "apart") this.look.band = value as GroupLook["band"];
      changed({ apart: this.look.apart, ...(this.look.band && { band: this.look.band }) });
    });
    setAttribute(this.select, "title", t("What the band around the mean of a group covers"));
  }

  draw(): void {
    this.view.hidden = this.comparison.drawnGroups.every(({ runs }) => runs.length < 2);
    const value = this.look.apart ? "apart" : (this.look.band ?? "range");
    if (this.select.value !== value) this.select.value = value;
  }
}
