/**
 * The in-sample naive error of each of K columns: the mean of |y_t − y_{t−m}| over a training part (steps,K) of sequences with
 * these lengths, m the season, 1 for none. Not a number where no sequence is longer than m.
 */
export function naiveErrors(
  series: ArrayLike<number>,
  lengths: ArrayLike<number>,
  columns: number,
  season = 1,
): Float64Array {
  const errors = new Float64Array(columns);
  let count = 0;
  let from = 0;
  for (let s = 0; s < lengths.length; s++) {
    for (let t = from + season; t < from + lengths[s]; t++) {
      for (let k = 0; k < columns; k++) {
        errors[k] += Math.abs(series[t * columns + k] - series[(t - season) * columns + k]);
      }
      count++;
    }
    from += lengths[s];
  }
  return errors.map((sum) => sum / count);
}
