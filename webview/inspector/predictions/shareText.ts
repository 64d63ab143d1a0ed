/** A probability for people: "64 %", "9.4 %". */
export function shareText(probability: number): string {
  return `${(100 * probability).toFixed(probability >= 0.0995 ? 0 : 1)} %`;
}
