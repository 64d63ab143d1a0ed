import { decimalText } from "../../base/numberText.ts";
import { oneLine, visibleSymbol } from "../../base/visibleText.ts";
import { type InspectedTarget, inspectTarget } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { Output } from "../output.ts";
import { alignmentText } from "../text/alignment.ts";
import { table } from "../text/columns.ts";
import { unknownText } from "../text/unknownText.ts";

/** Others that are listed beside a symbol, unless somebody asks for more. */
const USUAL = 4;
/** Columns where nobody says how many the terminal has. */
const COLUMNS = 100;

/**
 * `{"event":"inspection","run","source","text","stopped","logProbability","symbols":[{"symbol","probability","likeliest":[{"symbol",
 * "probability"}],"attention"}],"unknown"}`
 */
export async function showTarget(
  run: RunFolder,
  { source, target, most = USUAL }: { source: string; target?: string; most?: number },
  output: Output,
): Promise<number> {
  const found = await inspectTarget(run, { source, target, most });
  const { unknown } = found;
  output.event({ event: "inspection", run: run.path, ...found });
  if (unknown.length > 0) {
    output.warn(`there are symbols that the network has never seen: ${unknownText(unknown, undefined)}`);
  }
  const { text, stopped, logProbability, symbols } = found;
  const cut = stopped ? "" : "  (cut)";
  output.say(`${oneLine(source)} → ${oneLine(text)}${cut}, log-probability ${decimalText(logProbability, 2, 9)}\n`);
  const rows = symbols.map(({ symbol, probability, likeliest }) => [
    shown(symbol),
    percent(probability),
    likeliest.map((each) => `${shown(each.symbol)} ${percent(each.probability)}`).join("  "),
  ]);
  output.say(table(["symbol", "probability", "likeliest"], rows, [0, 2]).join("\n"));
  const attention = attentionOf(found);
  if (!attention) return 0;
  const written = symbols.slice(0, symbols.length - (stopped ? 1 : 0)).map(({ symbol }) => symbol);
  output.say(`\n${alignmentText(found.source, written, attention, process.stdout.columns ?? COLUMNS)}`);
  return 0;
}

function attentionOf({ symbols }: InspectedTarget): number[][] | undefined {
  const rows = symbols.flatMap(({ attention }) => (attention ? [attention] : []));
  return rows.length > 0 ? rows : undefined;
}

function shown(symbol: string): string {
  return oneLine(visibleSymbol(symbol));
}

function percent(share: number): string {
  return `${decimalText(100 * share, 1)} %`;
}
