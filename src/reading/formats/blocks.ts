/**
 * Whether lines stand in blocks that blank lines divide, of which one at least has several: sentences of tokens. A blank line below
 * every line is what some programs write for a line break.
 */
export function isInBlocks(lines: readonly string[], isBlank: (line: string) => boolean): boolean {
  let [blocks, size, largest] = [0, 0, 0];
  for (const line of lines) {
    if (isBlank(line)) size = 0;
    else {
      if (size === 0) blocks++;
      largest = Math.max(largest, ++size);
    }
  }
  return blocks > 1 && largest > 1;
}
