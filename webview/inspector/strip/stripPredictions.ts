import { lossText } from "../../../src/base/metrics.ts";
import type { LookBaseline, LookPredictions } from "../../../src/contracts/inspection.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { progressText } from "../asking/progressText.ts";
import type { Looking } from "../looking.ts";
import { CandidateLane, type GuessRow } from "../predictions/candidateLane.ts";
import { type Course, SurpriseLane } from "../predictions/surpriseLane.ts";

/** The likeliest that are shown at each step. */
const LISTED = 5;

/** What is predicted along a time axis: the surprise of what came, and what the network held likely. */
export class StripPredictions {
  private readonly surprise: SurpriseLane;
  private readonly facts = element("span", { class: "faint" });
  private readonly guesses: CandidateLane;
  private readonly known: boolean;
  private readonly count = button(
    t("Compare With 5-Grams"),
    () => {
      this.count.hidden = true;
      this.looking.baseline.count((progress) => setText(this.facts, progressText(progress)));
    },
    { class: "quiet", title: t("Counts the 5-grams of the training text, and shows how surprised they are") },
  );

  constructor(
    private readonly looking: Looking,
    private readonly symbols: readonly string[],
  ) {
    const { predictions } = looking.look;
    this.known = predictions.surprise.some((value) => !Number.isNaN(value));
    const title = element("b", {}, t("Surprise"));
    this.surprise = new SurpriseLane(element("div", { class: "lane-bar" }, title, this.facts, this.count));
    this.surprise.plot.title = t("how unlikely what came was (−log p); the dotted line is the mean");
    const guessed = element("span", { class: "faint" }, guessesText(predictions));
    const bar = element("div", { class: "lane-bar" }, element("b", {}, t("Predictions")), guessed);
    this.guesses = new CandidateLane(bar, t("Predictions"));
  }

  get lanes(): Lane[] {
    const { candidates } = this.looking.look.predictions;
    return [...(this.known ? [this.surprise] : []), ...(candidates ? [this.guesses] : [])];
  }

  /** In each column the longer of the two likeliest, which has to fit into it. */
  get widest(): string[] {
    const { candidates, ahead } = this.looking.look.predictions;
    if (!candidates) return [];
    const { ids, names, top } = candidates;
    const nameOf = (row: number, rank: number) => names[ids[row * top + rank]] ?? "";
    return Array.from({ length: ids.length / Math.max(1, top) + ahead }, (_, column) => {
      const [first, second] = [nameOf(column - ahead, 0), nameOf(column - ahead, 1)];
      return first.length >= second.length ? first : second;
    });
  }

  /** The n-gram's surprise, asked for where a text is read on. */
  private counted(): LookBaseline | undefined {
    const { baseline, look } = this.looking;
    const readsOn = look.run.task === "language-model" && look.predictions.ahead === 1;
    if (readsOn && this.known) baseline.begin();
    this.count.hidden = !(readsOn && baseline.mayCount);
    return baseline.found;
  }

  /** `changed`: the surprise of the changed network, by step of the prediction. */
  draw(changed: Float32Array | undefined): void {
    const { surprise, mean, total, actual, candidates, ahead } = this.looking.look.predictions;
    const { symbols } = this;
    const courses: Course[] = [{ name: t("Surprise"), values: moved(surprise, ahead), mean, colour: "training" }];
    if (changed)
      courses.push({ name: t("with the changes"), values: moved(changed, ahead), mean: null, colour: "validation" });
    const baseline = this.counted();
    if (baseline)
      courses.push({ name: baseline.name, values: moved(baseline.surprise, ahead), mean: null, colour: "foreground" });
    const perplexity = mean === null ? "" : Math.exp(mean).toPrecision(3);
    const facts =
      mean === null ? "" : t("mean {0} nats, perplexity {1}, sum {2}", lossText(mean), perplexity, lossText(total));
    const most = lossText(maximum(surprise));
    this.surprise.show(courses, symbols, t("Bars of the surprise at each step: {0}, at most {1}.", facts, most));
    const beside = baseline ? baselineText(baseline) : this.looking.baseline.problem;
    setText(this.facts, beside === undefined ? facts : `${facts} · ${beside}`);
    if (!candidates) return;
    const rows: GuessRow[] = Array.from({ length: Math.min(LISTED, candidates.top) }, (_, rank) => ({
      candidates,
      rank,
    }));
    this.guesses.show(
      { rows, actual, shift: ahead, symbols },
      t("The likeliest at each step, the strongest colour for the likeliest; what came is framed."),
    );
  }
}

/** The line over the bars, in words. */
function baselineText({ name, mean }: LookBaseline): string {
  return mean === null ? t("{0} as a line", name) : t("{0} as a line: mean {1} nats", name, lossText(mean));
}

/** Values of predictions in the columns that they are about. */
function moved(values: Float32Array, ahead: number): Float32Array {
  if (ahead === 0) return values;
  const shifted = new Float32Array(values.length + ahead).fill(Number.NaN);
  shifted.set(values, ahead);
  return shifted;
}

function guessesText({ kind, ahead }: LookPredictions): string {
  if (kind === "symbol" && ahead === 0)
    return t("of the symbol in this column, from both its sides; framed where it came");
  return ahead === 1
    ? t("of the symbol in this column, made one step earlier; the likeliest first, framed where it came")
    : t("at this step, the likeliest first; framed what is true");
}

function maximum(values: Float32Array): number | null {
  let most = Number.NEGATIVE_INFINITY;
  // Not a number is larger than nothing.
  for (const value of values) if (value > most) most = value;
  return Number.isFinite(most) ? most : null;
}
