// Copying and reversing letters, with and without attention: how much of it is right at each length.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generator } from "../../../support/generator.ts";
import { table } from "../../table.ts";
import { unroll } from "../../templates/train.ts";
import { type Figures, inFolder, trained } from "./run.ts";

const LENGTHS = [5, 10, 15, 20, 25, 30];
/** Sequences of each length that are measured; none of them is in the training part. */
const SEQUENCES = 300;
const LEAST_WITH = 0.99;
/** What is lost between the shortest and the longest without attention, at least. */
const LEAST_LOST = 0.3;

/** Trains the template `reverse` on both tasks, prints the curve, and returns what was missed. */
export async function reverse(say: (line: string) => void): Promise<string[]> {
  return await inFolder("reverse", async (folder) => {
    await unroll(folder, "new", "reverse", ".");
    for (const length of LENGTHS) writeFileSync(join(folder, `${length}.tsv`), drawn(length));
    const missed: string[] = [];
    const lines: string[][] = [];
    for (const target of ["same", "reversed"]) {
      for (const config of ["attention", "plain"]) {
        const { run } = await trained(folder, `${config}.rnnconfig`, [`data.target=${target}`, "baselines=[]"]);
        const shares: number[] = [];
        for (const length of LENGTHS) {
          const events = await unroll(folder, "evaluate", run, "--data", `${length}.tsv`);
          const { errorRate } = events.find(({ event }) => event === "evaluation") as unknown as Figures;
          shares.push(Math.max(0, 1 - errorRate));
        }
        const name = `${target === "same" ? "copied" : target}, ${config === "plain" ? "without" : "with"} attention`;
        process.stderr.write(`reverse: ${name}: ${shares.map((share) => share.toFixed(3)).join(" ")}\n`);
        lines.push([name, ...shares.map((share) => `${(100 * share).toFixed(1)} %`)]);
        const last = shares[shares.length - 1];
        if (config === "attention" && last < LEAST_WITH) missed.push(`${name}: ${last.toFixed(3)} at 30`);
        if (config === "plain" && !falls(shares)) missed.push(`${name}: does not fall with length`);
      }
    }
    say("\nLetters that are right (1 − edits / letters), by how many there are, on sequences that are new.\n");
    say(table(["GRU 64", ...LENGTHS.map(String)], lines));
    say(
      `- with attention at least ${100 * LEAST_WITH} % at 30: ${missed.some((miss) => miss.includes("at 30")) ? "NO" : "yes"}`,
    );
    say(`- without, the longer the worse: ${missed.some((miss) => miss.includes("fall")) ? "NO" : "yes"}`);
    return missed;
  });
}

function drawn(length: number): string {
  const random = generator(length);
  const letter = () => String.fromCharCode(97 + Math.floor(26 * random()));
  const rows = Array.from({ length: SEQUENCES }, () => {
    const letters = Array.from({ length }, letter);
    return [letters.join(""), letters.join(""), letters.toReversed().join("")].join("\t");
  });
  return `letters\tsame\treversed\n${rows.join("\n")}\n`;
}

function falls(shares: readonly number[]): boolean {
  const rising = shares.slice(1).filter((share, i) => share > shares[i]);
  return rising.length === 0 && shares[0] - shares[shares.length - 1] >= LEAST_LOST;
}
