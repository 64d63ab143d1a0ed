import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { book } from "./learning/book.ts";
import { pronounce } from "./learning/pairs/pronounce.ts";
import { reverse } from "./learning/pairs/reverse.ts";
import { translation } from "./learning/pairs/translation.ts";
import { speech } from "./learning/speech/speech.ts";
import type { Options } from "./report.ts";

/** What trains as a person does, at the command line: each prints what came of it, and returns what was missed. */
const TRAINED: Record<string, (say: (line: string) => void) => Promise<string[]>> = {
  ...{ book, reverse, pronounce, translation, speech },
};

/** Its tasks, by name. */
export const learningRows = ["adding", "copy", "sines", "timing", ...Object.keys(TRAINED)];

/** The learning series, characters of a book against n-grams, and pairs of sequences. */
export async function learning({ rows }: Options): Promise<void> {
  const names = Object.keys(TRAINED);
  const isTrained = (row: string) => names.some((name) => name.startsWith(row));
  const drawn = rows.filter((row) => !isTrained(row));
  if (rows.length === 0 || drawn.length > 0) await series(drawn);
  const missed: string[] = [];
  for (const name of names) {
    if (rows.length > 0 && !rows.some((row) => name.startsWith(row))) continue;
    missed.push(...(await TRAINED[name]((line) => process.stdout.write(`${line}\n`))));
  }
  if (missed.length > 0) throw new Error(`Missed: ${missed.join("; ")}`);
}

/** In a process of its own: it runs the sources, of which Node has to translate more than their types. */
async function series(rows: readonly string[]): Promise<void> {
  const script = fileURLToPath(new URL("./learning/main.ts", import.meta.url));
  const flags = ["--experimental-transform-types", "--disable-warning=ExperimentalWarning"];
  const child = spawn(process.execPath, [...flags, script, ...rows], { stdio: "inherit" });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (status !== 0) throw new Error("The learning series did not reach what is required of it");
}
