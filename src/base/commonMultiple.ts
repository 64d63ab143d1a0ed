/** The least common multiple of whole numbers from 1; 1 of none. */
export function commonMultiple(numbers: readonly number[]): number {
  return numbers.reduce((multiple, n) => (multiple / divisor(multiple, n)) * n, 1);
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
