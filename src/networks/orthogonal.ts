import type { Random } from "../base/random.ts";

/**
 * Fills a matrix (R,C) with orthonormal rows, or columns where there are more rows, times `scale`: Gaussian vectors made
 * orthogonal one after the other (Gram and Schmidt), each twice, because once leaves what rounding left.
 */
export function orthogonalRows(values: Float32Array, columns: number, scale: number, random: Random): void {
  const rows = values.length / columns;
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => random.nextGaussian());
    for (const earlier of [...vectors, ...vectors]) {
      const share = dot(earlier, vector);
      for (let i = 0; i < length; i++) vector[i] -= share * earlier[i];
    }
    const size = Math.sqrt(dot(vector, vector));
    // A vector that lay among the earlier ones by chance is drawn again.
    if (size > 1e-6) vectors.push(vector.map((x) => x / size));
  }
  vectors.forEach((vector, v) => {
    for (let i = 0; i < length; i++) values[rows <= columns ? v * columns + i : i * columns + v] = scale * vector[i];
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
