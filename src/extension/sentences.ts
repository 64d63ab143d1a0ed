/** What went wrong and what to do about it, as one text of whole sentences. */
export function sentences(message: string, hint = ""): string {
  return `${message.replace(/(?<![.!?…])$/, ".")} ${hint}`.trim();
}
