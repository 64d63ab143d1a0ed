import { fileName } from "../../../src/base/fileName.ts";
import type { LookInput } from "../../../src/contracts/inspection.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** One example of another file that is written like the run's data. */
export class FileChoice {
  private readonly name = element("span", { class: "file-name" });
  private readonly number = element("input", {
    type: "number",
    min: "0",
    "aria-label": t("Number of the example in the file"),
  });
  private readonly chosen = element("span", { class: "file-chosen", hidden: "" }, this.name, this.number);
  readonly view: HTMLElement;
  private file = "";

  constructor(chooseFile: () => void, open: (input: LookInput) => void) {
    const choose = button(t("From a File …"), chooseFile, { class: "secondary" });
    this.view = element(
      "div",
      { class: "by-file" },
      element("span", { class: "choice-label" }, t("or of another file")),
      element("div", { class: "example-line" }, choose, this.chosen),
    );
    this.number.addEventListener("change", () => {
      const index = Number(this.number.value);
      if (this.file !== "" && Number.isInteger(index) && index >= 0) open({ from: "file", file: this.file, index });
    });
  }

  /** `isWhole`: a file of running text is read as one. */
  show(input: LookInput | undefined, isWhole: boolean): void {
    this.chosen.hidden = input?.from !== "file";
    if (input?.from !== "file") return;
    this.file = input.file;
    setText(this.name, fileName(input.file));
    this.name.title = input.file;
    this.number.hidden = isWhole;
    this.number.value = String(input.index);
  }
}
