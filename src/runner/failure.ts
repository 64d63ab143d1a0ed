import type { Message } from "../base/message.ts";
import { UserError } from "../base/userError.ts";
import type { ErrorEvent, WarningEvent } from "../contracts/runEvents.ts";
import type { SaidError } from "../contracts/trainingThread.ts";

/** Any error as an event. What is not a UserError is a bug of ours, and says so. */
export function errorEvent(error: unknown): ErrorEvent {
  if (error instanceof UserError) {
    const { code, message, hint, advice, place } = error;
    return { event: "error", code, message, ...(hint ? { hint } : {}), ...(advice && { advice }), ...place };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    event: "error",
    code: "internal",
    message: `This is a bug in Unroll: ${text}`,
    hint: "Please report it with this message.",
  };
}

/** A sentence as a warning; `key` is where it stands in the config, where the sentence does not say it. */
export function warningEvent(said: Message, key = said.key): WarningEvent {
  return { event: "warning", code: said.code, message: said.text, ...(key && { key }), said };
}

/** An error as data, which another thread words. */
export function saidError({ message, hint, advice }: UserError): SaidError {
  return { message, ...(hint && { hint }), ...(advice && { advice }) };
}
