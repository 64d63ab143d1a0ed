import type { LookLayer } from "../../../src/contracts/inspection.ts";
import type { Looking } from "../looking.ts";

/** An addend of a sum before an activation. */
export interface Term {
  /** "input", "recurrent", "bias", "peephole", "context". */
  part: string;
  value: number;
}

/** The numbers of one unit at one step; undefined until they have come, or where the layer has none of that name. */
export class UnitValues {
  constructor(
    private readonly looking: Looking,
    readonly layer: LookLayer,
    readonly step: number,
    readonly unit: number,
  ) {}

  has(label: string): boolean {
    return this.layer.tensors.some((tensor) => tensor.label === label);
  }

  /** A tensor's value of this unit now. */
  now(label: string): number | undefined {
    return this.at(label, this.step);
  }

  /** The state that the step began with: 0 at the beginning, unless something was carried over. */
  before(label: string): number | undefined {
    const step = this.step + (this.layer.direction === "backward" ? 1 : -1);
    const kept = this.has("kept") ? this.now("kept") : undefined;
    if (step >= 0 && step < this.time) return this.at(label, step);
    return kept === undefined || kept === 0 ? 0 : undefined;
  }

  terms(of: string): Term[] | undefined {
    const prefix = `term.${of}.`;
    const parts = this.layer.tensors.filter(({ label }) => label.startsWith(prefix)).map(({ label }) => label);
    const terms = parts.map((label) => ({ part: label.slice(prefix.length), value: this.now(label) }));
    return terms.every((term): term is Term => term.value !== undefined) ? terms : undefined;
  }

  /** Sums before an activation, in the order of the layer: "i", "f", "g", "o" of LSTM. */
  get sums(): string[] {
    return this.layer.tensors
      .filter(({ kind }) => kind === "preactivation")
      .map(({ label }) => label.slice("pre.".length));
  }

  private get time(): number {
    return this.looking.look.strips[this.layer.strip].symbols.length;
  }

  private at(label: string, step: number): number | undefined {
    const tensor = this.layer.tensors.find((it) => it.label === label);
    if (!tensor || this.unit >= tensor.width) return undefined;
    return this.looking.tensors.row(tensor.name, step, tensor.width, this.time)?.[this.unit];
  }
}

/** The term that makes out more than half of all, by magnitude. */
export function dominant(terms: readonly Term[]): Term | undefined {
  const all = terms.reduce((sum, { value }) => sum + Math.abs(value), 0);
  return terms.find(({ value }) => Math.abs(value) > all / 2);
}
