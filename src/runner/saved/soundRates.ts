import type { Message } from "../../base/message.ts";
import type { UserError } from "../../base/userError.ts";
import type { Encoding } from "../../data/index.ts";
import type { ReadInput } from "../../reading/index.ts";
import { says } from "../messages.ts";

/** Hands inputs on; at the end `warn` hears from which rates sounds among them were resampled to the one that the run reads. */
export async function* withRates<I extends ReadInput | UserError>(
  inputs: AsyncIterable<I>,
  { source: { sound } }: Encoding,
  warn: (message: Message) => void,
): AsyncGenerator<I> {
  const others: number[] = [];
  for await (const input of inputs) {
    if ("sound" in input && input.sound && input.sound.rate !== sound?.rate) others.push(input.sound.rate);
    yield input;
  }
  if (sound && others.length > 0) warn(says.resampled({ rates: others, to: sound.rate }));
}
