import { UserError } from "../base/userError.ts";
import { says } from "./messages.ts";

/** A value of a checkpoint's metadata, which may come from anywhere; null where there is none. */
export function savedValue(metadata: Record<string, string>, key: string): unknown {
  try {
    return JSON.parse(metadata[key] ?? "null");
  } catch {
    throw doesNotFit(key);
  }
}

export function doesNotFit(key: string): UserError {
  return damagedCheckpoint(`its ${key} does not fit`);
}

export function damagedCheckpoint(why: string): UserError {
  return new UserError(says.damagedCheckpoint({ why }));
}
