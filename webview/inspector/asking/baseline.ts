import type { InspectionProgress, LookBaseline } from "../../../src/contracts/inspection.ts";
import type { Questions } from "./questions.ts";
import { problemOf } from "./tensors.ts";

/** The n-gram's surprise of a text, where the run has n-grams, or once somebody wants them counted. */
export class Baseline {
  /** What has come. */
  found: LookBaseline | undefined;
  /** Why there is none, where somebody has asked for it. */
  problem: string | undefined;
  /** The run has no n-grams of its own, and they may be counted. */
  mayCount = false;
  private begun = false;

  constructor(
    private readonly questions: Questions,
    private readonly look: number,
    private readonly changed: () => void,
  ) {}

  /** Asks when nothing else is asked, once. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.questions.askIdle("baseline", { look: this.look }).answer.then(
      (answer) => {
        if ("because" in answer) this.mayCount = true;
        else this.found = answer;
        this.changed();
      },
      () => {},
    );
  }

  /** Counts n-grams of the training text, whatever the run's config says. */
  async count(progress: (progress: InspectionProgress) => void): Promise<void> {
    this.mayCount = false;
    try {
      const answer = await this.questions.ask("baseline", { look: this.look, anyway: true }, progress).answer;
      if ("because" in answer) this.problem = answer.because;
      else this.found = answer;
    } catch (why) {
      this.problem = problemOf(why).message;
    }
    this.changed();
  }
}
