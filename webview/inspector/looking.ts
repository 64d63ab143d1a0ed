import type { Answer, InspectionProblem, Look, LookLayer } from "../../src/contracts/inspection.ts";
import type { Heard } from "../run/sound/soundTrack.ts";
import { Baseline } from "./asking/baseline.ts";
import type { Questions } from "./asking/questions.ts";
import { problemOf, Tensors } from "./asking/tensors.ts";
import { inOrder } from "./naming.ts";

export type Says = Answer<"says">;

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
