/** What is done after each file of tests (`afterFile.ts`). */
export const ends = new Set<() => Promise<unknown>>();
