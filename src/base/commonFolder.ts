/** The folder that all of these folders lie in, or that they are; `separator` stands between the parts of their paths. */
export function commonFolder(folders: readonly string[], separator: string): string {
  const [first, ...others] = folders.map((folder) => folder.split(separator));
  const shared = others.reduce((length, parts) => {
    const differs = first.findIndex((part, i) => part !== parts[i]);
    return differs < 0 ? length : Math.min(length, differs);
  }, first.length);
  return first.slice(0, shared).join(separator) || separator;
}
