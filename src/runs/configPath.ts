/** The path of a config as a record has it, relative to the record. Windows writes it with backslashes, and reads both. */
export function configPath(recorded: string): string {
  return recorded.startsWith("..\\") ? recorded.replaceAll("\\", "/") : recorded;
}
