import type { Message } from "../../base/message.ts";
import type { UserError } from "../../base/userError.ts";
import { says } from "./messages.ts";

/** Rows of a file that is measured on which cannot be read: they are passed over, counted, and the first is told. */
export class Unreadable {
  rows = 0;
  first: UserError | undefined;

  passOver(error: UserError): void {
    this.rows++;
    this.first ??= error;
  }

  said(): Message[] {
    const { rows, first } = this;
    return first ? [says.unreadable({ rows, first: first.message })] : [];
  }
}
