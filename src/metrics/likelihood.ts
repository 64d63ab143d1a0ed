/**
 * `loss` in nats a target, `perplexity` exp(loss), and `bitsPerCharacter`, the loss carried over to the characters of the text:
 * tokens and characters are those of the whole part.
 */
export function likelihoodMetrics(nats: number, targets: number, tokens: number, characters: number) {
  const loss = nats / targets;
  return { loss, perplexity: Math.exp(loss), bitsPerCharacter: (loss * (tokens / characters)) / Math.LN2 };
}
