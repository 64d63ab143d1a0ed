/**
 * A word as a shell of the platform takes it, and nothing in it as a command. On Windows double quotes serve PowerShell and cmd;
 * what they would not keep PowerShell from, single ones do. A POSIX shell takes single ones.
 */
export function shellWord(word: string, platform: NodeJS.Platform): string {
  if (platform === "win32") {
    if (/^[\w+:.\\/-]+$/.test(word)) return word;
    // PowerShell takes curly quotes (‘ ’ ‚ ‛ and “ ” „) for straight ones.
    return /[$`\u201c\u201d\u201e]/.test(word)
      ? `'${word.replaceAll(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`
      : `"${word}"`;
  }
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Whether a word can be typed: a control character in it is a key that a terminal obeys, within quotes too. */
export function canBeTyped(word: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return !/[\x00-\x1f\x7f-\x9f]/.test(word);
}

/** A command of ours in a text for a file, which does not know how the program will be started. */
export function typedCommand(command: string, word: string, platform: NodeJS.Platform): string {
  return `unroll ${command} ${shellWord(word, platform)}`;
}
