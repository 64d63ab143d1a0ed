import type { TypedInput } from "../../contracts/inspection/look.ts";
import type { Vocabulary } from "../../data/index.ts";
import type { InspectedNetwork } from "../network.ts";
import type { Reading } from "./reading.ts";

/** How a person would type what was read; null where it is not symbols alone. */
export function typedText(net: InspectedNetwork, reading: Reading): TypedInput | null {
  const { strips, input, targets, state } = reading;
  const { vocabulary, encoding } = net.source;
  const [{ symbols }, other] = strips;
  const { tokens } = input;
  if (!tokens) return null;
  if (vocabulary) {
    const begins = state === "warm" || tokens[0] === vocabulary.start ? 1 : 0;
    const isBackward = net.config.data.direction === "backward";
    return { text: textOf(vocabulary, tokens, symbols, begins, isBackward) };
  }
  const { source, target } = encoding!;
  if (net.answer === "symbol" && !targets) {
    const start = startOf(net, reading);
    return { text: textOf(target.vocabulary!, tokens, symbols, 1), ...(start !== undefined && { start }) };
  }
  if (input.vectors || !source.vocabulary) return null;
  const text = textOf(source.vocabulary, tokens, symbols, 0);
  return targets ? { text, target: textOf(target.vocabulary!, targets, other.symbols, 1) } : { text };
}

/** Symbols from `first` on with the white space between them; those that the network does not know as they stood. */
function textOf(
  vocabulary: Vocabulary,
  tokens: ArrayLike<number>,
  symbols: readonly string[],
  first: number,
  isBackward = false,
): string {
  const { unknown, start, end } = vocabulary;
  const places = Array.from(tokens, (_, t) => t).slice(first);
  if (isBackward) places.reverse();
  const ids = places.map((t) => (tokens[t] === start && end !== undefined ? end : tokens[t]));
  const pieces = vocabulary.pieces(ids);
  return pieces
    .map((piece, i) => (ids[i] === unknown ? `${/^\s*/.exec(piece)![0]}${symbols[places[i]]}` : piece))
    .join("");
}

/** What a written example begins with: its label, and values in the units of the file. */
function startOf({ source: { encoding } }: InspectedNetwork, { input }: Reading): TypedInput["start"] {
  const { inputs, features } = encoding!.source;
  const { vocabulary, prompts = [] } = encoding!.target;
  const labels = vocabulary!.prompts.map((prompt) => vocabulary!.id(prompt));
  const label: string | undefined = prompts[labels.indexOf(input.tokens![0])];
  const { vectors } = input;
  if (!vectors) return label;
  const column = inputs.find(({ kind }) => kind === "text")?.column;
  const values = features.map((feature, i) => [feature.column, vectors[i] * feature.scale + feature.mean] as const);
  return { ...(column !== undefined && label !== undefined && { [column]: label }), ...Object.fromEntries(values) };
}
