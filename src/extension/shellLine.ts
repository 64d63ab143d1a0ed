/** How a shell of this platform is told to run the command line that comes with the extension. */
export function shellLine(script: string, platform: NodeJS.Platform, file?: string): string {
  return [
    "node",
    quoted(script, platform),
    ...(file === undefined ? ["--help"] : ["train", quoted(file, platform)]),
  ].join(" ");
}

/** Double quotes serve PowerShell and cmd, whose file names hold none; a POSIX shell takes single ones. */
function quoted(path: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return `"${path}"`;
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
