import { decimalText } from "../../base/numberText.ts";
import type { InspectedTarget } from "../../runner/index.ts";
import type { Output } from "../output.ts";
import { alignmentText } from "../text/alignment.ts";
import { table } from "../text/columns.ts";
import { told } from "../text/terminalText.ts";
import { unknownText } from "../text/unknownText.ts";
import { percentText, symbolText } from "./cells.ts";

/** Columns where nobody says how many the terminal has. */
const COLUMNS = 100;

/** Says how a target is written for a source, symbol by symbol. */
export function showTarget(source: string, found: InspectedTarget, output: Output): void {
  const { text, stopped, logProbability, symbols, unknown } = found;
  if (unknown.length > 0) {
    output.warn(`there are symbols that the network has never seen: ${unknownText(unknown, undefined)}`);
  }
  const cut = stopped ? "" : "  (cut)";
  output.say(`${told(source)} → ${told(text)}${cut}, log-probability ${decimalText(logProbability, 2, 9)}\n`);
  const rows = symbols.map(({ symbol, probability, likeliest }) => [
    symbolText(symbol),
    percentText(probability),
    likeliest.map((each) => `${symbolText(each.symbol)} ${percentText(each.probability)}`).join("  "),
  ]);
  output.say(table(["symbol", "probability", "likeliest"], rows, [0, 2]).join("\n"));
  const attention = attentionOf(found);
  if (!attention) return;
  const written = symbols.slice(0, symbols.length - (stopped ? 1 : 0)).map(({ symbol }) => symbol);
  output.say(`\n${alignmentText(found.source, written, attention, process.stdout.columns ?? COLUMNS)}`);
}

function attentionOf({ symbols }: InspectedTarget): number[][] | undefined {
  const rows = symbols.flatMap(({ attention }) => (attention ? [attention] : []));
  return rows.length > 0 ? rows : undefined;
}
