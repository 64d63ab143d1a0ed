/** The last part of a path of this system or another. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}
