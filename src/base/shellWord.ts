/**
 * A word as a shell of the platform takes it. Double quotes serve PowerShell and cmd, whose file names hold none; a POSIX shell takes
 * single ones.
 */
export function shellWord(word: string, platform: NodeJS.Platform): string {
  const isPlain = platform === "win32" ? /^[\w@+=:,.\\/-]+$/ : /^[\w@%+=:,./-]+$/;
  if (isPlain.test(word)) return word;
  return platform === "win32" ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
