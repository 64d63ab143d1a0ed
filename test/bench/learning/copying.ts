import type { Random } from "../../../src/base/random.ts";
import type { Task } from "./experiment.ts";

const SYMBOLS = 8;

/** Nats a step of the best answer without a memory: blanks where they belong, and guesses where the text is wanted. */
export const copyingBaseline = (T: number, length: number) => (length * Math.log(SYMBOLS)) / (T + 2 * length);

/**
 * The copy task (Hochreiter and Schmidhuber 1997; Arjovsky et al. 2016): `length` (there ten) of
 * eight symbols, T − 1 blanks, a delimiter, `length` blanks; the answer is a blank at every step but the last ones, and there the
 * symbols.
 */
export function copying(T: number, length: number): Task {
  const steps = T + 2 * length;
  const [BLANK, DELIMITER] = [SYMBOLS, SYMBOLS + 1];
  return {
    ...{ steps, features: SYMBOLS + 2, outputs: SYMBOLS + 1, readFrom: 0, loss: "crossEntropy" },
    draw(random: Random, { x, y }, B) {
      x.fill(0);
      y.fill(BLANK);
      for (let b = 0; b < B; b++) {
        for (let t = 0; t < steps; t++) {
          let symbol = t === T + length - 1 ? DELIMITER : BLANK;
          if (t < length) {
            symbol = random.nextInt(SYMBOLS);
            y[(T + length + t) * B + b] = symbol;
          }
          x[(t * B + b) * (SYMBOLS + 2) + symbol] = 1;
        }
      }
    },
  };
}
