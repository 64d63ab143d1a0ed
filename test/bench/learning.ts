import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { book } from "./learning/book.ts";
import type { Options } from "./report.ts";

/** Its tasks, by name. */
export const learningRows = ["adding", "copy", "sines", "timing", "book"];

/** The learning series, and characters of a book against n-grams. */
export async function learning({ rows }: Options): Promise<void> {
  const isBook = (row: string) => "book".startsWith(row);
  const drawn = rows.filter((row) => !isBook(row));
  if (rows.length === 0 || drawn.length > 0) await series(drawn);
  if (rows.length > 0 && !rows.some(isBook)) return;
  const missed = await book((line) => process.stdout.write(`${line}\n`));
  if (missed.length > 0) throw new Error(`On the book ${missed.join("; ")}`);
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
