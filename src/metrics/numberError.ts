/** How far a number is from its target, as the loss of that name has it, squared where it has no other; `delta` is that of the Huber error. */
export function numberError(answer: string, difference: number, delta: number): number {
  const size = Math.abs(difference);
  if (answer === "absolute") return size;
  if (answer === "huber") return size <= delta ? (size * size) / 2 : delta * (size - delta / 2);
  return size * size;
}
