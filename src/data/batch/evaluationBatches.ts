import type { MinibatchShape } from "../../base/minibatch.ts";
import { UserError } from "../../base/userError.ts";
import type { Tokens } from "../text/tokens.ts";
import type { TextArrays, TokenReading } from "./batchSource.ts";
import { says } from "./messages.ts";
import { type Past, type Stretch, stretchesOf } from "./stretches.ts";

const MOST_ROWS = 32;

/** What `next` says about the minibatch it wrote. The same object is handed out each time. */
interface EvaluationMinibatch {
  /** One of `shapes`. */
  shape: MinibatchShape;
  /** The state goes on from the minibatch before; otherwise it starts at zero. */
  carriesState: boolean;
}

/**
 * The minibatches of validation and test: all tokens of a stream but the first, each predicted once, as if it were read as one
 * stream. Rows read at most 32 stretches of it at the same time; each but the first begins with a warm-up that is read and not
 * counted. A target that does not count is −1.
 *
 * How a stream is cut depends on its tokens, on T and on how far a model looks back, so figures compare whatever the training
 * minibatch and the number of threads.
 */
export class EvaluationBatches {
  readonly batchSize: number;
  /** The largest minibatch, and of rows that do not divide into such, the last one, which is shorter. */
  readonly shapes: readonly MinibatchShape[];
  /** Minibatches of the whole stream. */
  readonly length: number;
  /** Targets that count. */
  readonly targets: number;
  private readonly stretches: readonly Stretch[];
  /** Steps of a row. */
  private readonly rowLength: number;
  private readonly minibatch: EvaluationMinibatch;
  /** Tokens of one row and one minibatch, and the one after: much faster to reach than those of a stream that has grown. */
  private readonly row: Int32Array;
  private position = 0;

  /** Needs two tokens. */
  constructor(
    private readonly stream: Tokens,
    sequenceLength: number,
    private readonly reading: TokenReading = {},
    past: Past = {},
  ) {
    if (stream.length < 2) {
      throw new UserError(says.tooShortToMeasure({ tokens: stream.length }));
    }
    this.targets = stream.length - 1;
    const { stretches, steps } = stretchesOf(stream, sequenceLength, reading, past, MOST_ROWS);
    this.stretches = stretches;
    this.rowLength = steps;
    // What reads both sides of a stretch reads all of it at once, and of as many as one minibatch of 32 rows has tokens.
    const window = reading.inPlace ? steps : Math.min(sequenceLength, steps);
    const rows = reading.inPlace ? Math.max(1, Math.floor((MOST_ROWS * sequenceLength) / steps)) : MOST_ROWS;
    this.batchSize = Math.min(rows, stretches.length);
    const last = steps % window;
    this.shapes = [window, last].filter((most) => most > 0).map((most) => ({ steps: most }));
    this.minibatch = { shape: this.shapes[0], carriesState: false };
    this.row = new Int32Array(window + 1);
    this.length = Math.ceil(stretches.length / this.batchSize) * Math.ceil(steps / window);
  }

  /** The next minibatch is the first. */
  restart(): void {
    this.position = 0;
  }

  /** Writes the next minibatch, [T, B], into arrays that hold the largest. */
  next({ inputs, targets }: TextArrays): EvaluationMinibatch {
    const { stream, stretches, rowLength, batchSize, minibatch, row } = this;
    const { end = -1, start: begin = -1, inPlace = false } = this.reading;
    const [{ steps: window }] = this.shapes;
    const windows = Math.ceil(rowLength / window);
    const first = Math.floor(this.position / windows) * batchSize;
    const offset = (this.position % windows) * window;
    const steps = Math.min(window, rowLength - offset);
    const ahead = inPlace ? 0 : 1;
    for (let b = 0; b < batchSize; b++) {
      // Rows beyond the last stretch read it again, and nothing of it counts.
      const { from, after, upTo } = stretches[Math.min(first + b, stretches.length - 1)];
      const start = from + offset;
      // The first row may have no tokens left, and reads what is there.
      row.set(stream.subarray(start, start + steps + 1));
      // Of the row, the first target that counts, and the one after the last.
      const least = first + b < stretches.length ? after + 1 - start : Number.POSITIVE_INFINITY;
      const most = upTo + 1 - start;
      for (let t = 0, at = b; t < steps; t++, at += batchSize) {
        const target = t + ahead;
        inputs[at] = row[t] === end ? begin : row[t];
        targets[at] = target >= least && target < most ? row[target] : -1;
      }
    }
    minibatch.shape = steps === window ? this.shapes[0] : this.shapes[1];
    minibatch.carriesState = offset > 0;
    this.position = (this.position + 1) % this.length;
    return minibatch;
  }
}
