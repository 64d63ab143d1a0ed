/** Hears which share of something is done, and throws to end it. */
export type Progress = (share: number) => void;

/** That of a part of something, which takes it from one share to another. */
export function within(progress: Progress | undefined, from: number, to: number): Progress {
  return (share) => progress?.(from + share * (to - from));
}
