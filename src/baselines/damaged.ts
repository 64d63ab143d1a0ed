import { UserError } from "../base/userError.ts";

/** For what a checkpoint of counts should hold and does not. */
export function damaged(name: string): UserError {
  return new UserError(
    "damaged-checkpoint",
    `The checkpoint is damaged: ${name} is missing or does not fit`,
    "Train the model again.",
  );
}
