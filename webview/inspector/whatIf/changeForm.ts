import { capitalized, grouped } from "../../../src/base/words.ts";
import type { Change, InspectorSelection, Look, LookTensor } from "../../../src/contracts/inspection.ts";
import { button, element } from "../../shared/dom.ts";
import { symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import { layerName, stepSymbol } from "../naming.ts";

const kinds = ["clamp", "withoutRecurrence", "symbol"] as const;
type Kind = (typeof kinds)[number];

const kindNames: Record<Kind, () => string> = {
  clamp: () => t("Hold a unit at a value"),
  withoutRecurrence: () => t("Cut a layer's recurrence"),
  symbol: () => t("Read another symbol"),
};

/** Asks for one change of the network or of what it reads. */
export class ChangeForm {
  private readonly kind = element("select", { "aria-label": t("What changes") });
  private readonly tensor = element("select", { "aria-label": t("State or gate") });
  private readonly layer = element("select", { "aria-label": t("Layer") });
  private readonly unit = numberInput(t("Unit; empty for all"), "");
  private readonly value = element("input", { type: "number", step: "any", value: "0", "aria-label": t("Value") });
  private readonly from = numberInput(t("First step"), "0");
  private readonly to = numberInput(t("Last step; empty for all that follow"), "0");
  private readonly symbol = element("input", { type: "text", "aria-label": t("Symbol") });
  readonly view: HTMLFormElement;
  private readonly parts: Record<Kind, HTMLElement>;

  constructor(
    look: Look,
    private readonly selection: () => InspectorSelection,
    add: (change: Change) => void,
  ) {
    const possible = kinds.filter((kind) => isPossible(kind, look));
    this.kind.append(...possible.map((kind) => element("option", { value: kind }, kindNames[kind]())));
    for (const layer of look.layers) {
      const tensors = layer.tensors.filter(changeable);
      const name = capitalized(layerName(layer));
      const options = tensors.map((tensor) => element("option", { value: tensor.name }, tensor.label));
      if (options.length > 0) this.tensor.append(element("optgroup", { label: name }, ...options));
      this.layer.append(element("option", { value: layer.name }, name));
    }
    this.parts = {
      clamp: element(
        "span",
        { class: "change-part" },
        labelled(t("of"), this.tensor),
        labelled(t("unit"), this.unit),
        labelled(t("to"), this.value),
      ),
      withoutRecurrence: element("span", { class: "change-part" }, labelled(t("of"), this.layer)),
      symbol: element("span", { class: "change-part" }, labelled(t("instead"), this.symbol)),
    };
    const steps = element(
      "span",
      { class: "change-part steps" },
      labelled(t("at steps"), this.from),
      labelled(t("to"), this.to),
    );
    const submit = button(t("Try It"), () => {});
    submit.type = "submit";
    this.view = element("form", { class: "change-form" }, this.kind, ...Object.values(this.parts), steps, submit);
    this.kind.addEventListener("change", () => this.arrange());
    this.view.addEventListener("submit", (event) => {
      event.preventDefault();
      const change = this.change();
      if (change) add(change);
    });
    this.arrange();
    this.follow();
  }

  /** Takes the selection over: its steps, its unit. */
  follow(): void {
    if (this.view.contains(document.activeElement)) return;
    const { step, span, tensor, unit } = this.selection();
    this.from.value = String(span?.from ?? step ?? 0);
    this.to.value = String(span ? span.to - 1 : (step ?? 0));
    if (unit !== null) this.unit.value = String(unit);
    if (tensor !== null && this.tensor.querySelector(`option[value="${CSS.escape(tensor)}"]`))
      this.tensor.value = tensor;
  }

  private arrange(): void {
    const kind = this.kind.value as Kind;
    for (const name of kinds) this.parts[name].hidden = name !== kind;
    this.view.querySelector<HTMLElement>(".steps")!.hidden = kind === "withoutRecurrence";
    this.to.closest("label")!.hidden = kind === "symbol";
  }

  private change(): Change | undefined {
    const from = Number(this.from.value);
    // Without a last step it holds for what is written on, too.
    const to = this.to.value === "" ? Number.MAX_SAFE_INTEGER : Math.max(from, Number(this.to.value)) + 1;
    switch (this.kind.value as Kind) {
      case "clamp": {
        const unit = this.unit.value === "" ? null : Number(this.unit.value);
        return { do: "clamp", tensor: this.tensor.value, unit, value: Number(this.value.value), from, to };
      }
      case "withoutRecurrence":
        return { do: "withoutRecurrence", layer: this.layer.value };
      case "symbol":
        if (this.symbol.value === "") {
          this.symbol.focus();
          return undefined;
        }
        return { do: "symbol", strip: this.selection().strip, step: from, symbol: this.symbol.value };
    }
  }
}

/** Whether a look has what a change is about: rows of numbers have no other symbol to read. */
function isPossible(kind: Kind, { layers, predictions }: Look): boolean {
  if (kind === "symbol") return predictions.kind !== "numbers";
  if (kind === "clamp") return layers.some(({ tensors }) => tensors.some(changeable));
  return layers.some(({ tensors }) => tensors.some(({ kind: of }) => of === "state"));
}

function changeable({ kind, label }: LookTensor): boolean {
  return kind === "state" || kind === "gate" || (kind === "candidate" && !label.startsWith("pre"));
}

function numberInput(label: string, value: string): HTMLInputElement {
  return element("input", { type: "number", min: "0", step: "1", value, "aria-label": label });
}

function labelled(text: string, control: HTMLElement): HTMLLabelElement {
  return element("label", {}, element("span", { class: "faint" }, text), control);
}

/** A change in words. */
export function changeText(change: Change, look: Look): string {
  const layers = (name: string) => look.layers.find((layer) => layer.name === name);
  switch (change.do) {
    case "clamp": {
      const layer = look.layers.find(({ tensors }) => tensors.some(({ name }) => name === change.tensor));
      const label = layer?.tensors.find(({ name }) => name === change.tensor)?.label ?? change.tensor;
      const of =
        change.unit === null ? t("{0} of all units", label) : t("{0} of unit {1}", label, grouped(change.unit));
      const steps =
        change.to - change.from === 1
          ? t("step {0}", grouped(change.from))
          : change.to === Number.MAX_SAFE_INTEGER
            ? t("from step {0} on", grouped(change.from))
            : t("steps {0} to {1}", grouped(change.from), grouped(change.to - 1));
      return t(
        "{0} of {1} held at {2}, {3}",
        of,
        layer ? layerName(layer) : "",
        String(change.value).replace("-", "−"),
        steps,
      );
    }
    case "withoutRecurrence": {
      const layer = layers(change.layer);
      return t("{0} without its recurrence", layer ? capitalized(layerName(layer)) : change.layer);
    }
    case "symbol":
      return t(
        "{0} instead of {1} at step {2}",
        symbolName(change.symbol),
        stepSymbol(look, change.strip, change.step),
        grouped(change.step),
      );
  }
}
