/** The colours by which runs are told apart wherever several are shown; `unroll.run.blue` of VS Code's theme, and so on. */
export const runColours = ["blue", "orange", "green", "purple", "red", "cyan", "yellow", "pink"] as const;

export type RunColour = (typeof runColours)[number];

/**
 * The colour of a run that nobody has given one: always the same for the same run. Up to eight runs of a group have different ones.
 * @param group which of a group it is
 */
export function colourOfRun(id: string, group?: { id: string; index: number }): RunColour {
  const place = group === undefined ? hash(id) : hash(group.id) + group.index;
  return runColours[place % runColours.length];
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
