/** Steps that a target needs at least: one a label, and a blank between labels that are the same. */
export function ctcSteps(target: ArrayLike<number>): number {
  let steps = target.length;
  for (let u = 1; u < target.length; u++) if (target[u] === target[u - 1]) steps++;
  return steps;
}
