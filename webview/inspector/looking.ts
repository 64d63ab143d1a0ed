import { valueText } from "../../src/base/numberText.ts";
import { grouped } from "../../src/base/words.ts";
import type { Answer, InspectionProblem, Look, LookLayer } from "../../src/contracts/inspection.ts";
import type { Heard } from "../run/sound/soundTrack.ts";
import { t } from "../shared/text.ts";
import { Baseline } from "./asking/baseline.ts";
import type { Questions } from "./asking/questions.ts";
import { problemOf, Tensors } from "./asking/tensors.ts";
import { inOrder } from "./naming.ts";

export type Says = Answer<"says">;

/** Columns of a row that are said. */
const SAID_COLUMNS = 6;

/** A look, and what has been asked about it so far. */
export class Looking {
  readonly tensors: Tensors;
  private readonly says = new Map<string, Says | InspectionProblem | undefined>();

  readonly baseline: Baseline;
  readonly look: Look;

  constructor(
    private readonly questions: Questions,
    look: Look,
    private readonly changed: () => void,
  ) {
    this.look = { ...look, layers: look.layers.map((layer) => ({ ...layer, tensors: inOrder(layer.tensors) })) };
    this.baseline = new Baseline(questions, look.look, changed);
    this.tensors = new Tensors(questions, look.look, changed);
  }

  layer(name: string | null): LookLayer | undefined {
    return this.look.layers.find((layer) => layer.name === name);
  }

  /** The numbers that a step reads, in the units of the data: "co2 = 371.69"; "" where it reads none, or until they have come. */
  rowText(strip: number, step: number): string {
    const { columns, symbols } = this.look.strips[strip];
    const row = columns && this.tensors.row("input", step, columns.length, symbols.length);
    if (!row) return "";
    const said = columns.slice(0, SAID_COLUMNS).map(({ name, mean, scale }, i) => {
      return `${name} = ${valueText(mean + scale * row[i], scale)}`;
    });
    const more = columns.length - said.length;
    return more > 0 ? t("{0} and {1} more columns", said.join(", "), grouped(more)) : said.join(", ");
  }

  /** What a layer's state says by itself; undefined until it has come, or where it says nothing. */
  saysOf(layer: LookLayer): Says | undefined {
    if (layer.says !== true) return undefined;
    if (!this.says.has(layer.name)) {
      this.says.set(layer.name, undefined);
      this.questions.ask("says", { look: this.look.look, layer: layer.name, top: 5 }).answer.then(
        (says) => {
          this.says.set(layer.name, says);
          this.changed();
        },
        (why: unknown) => {
          this.says.set(layer.name, problemOf(why));
          this.changed();
        },
      );
    }
    const says = this.says.get(layer.name);
    return says && "candidates" in says ? says : undefined;
  }

  /** The sound that the steps were made of. */
  sound(): Promise<Heard> {
    return this.questions.ask("sound", { look: this.look.look }).answer.catch((why) => ({ problem: problemOf(why) }));
  }

  close(): void {
    this.tensors.close();
    this.questions.ask("close", { look: this.look.look });
  }
}
