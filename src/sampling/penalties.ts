/** What ranks finished outputs beside their log-probability (Wu et al. 2016, section 7). */
export interface Penalties {
  /** α: 0 prefers short outputs as their probability does, 1 compares nearly by symbol. */
  length: number;
  /** β: what source tokens cost that were looked at for less than one symbol in all. */
  coverage: number;
}

/** An output: its symbols, nats, and what each symbol looked at. */
interface Scored {
  ids: readonly number[];
  logProbability: number;
  attention: readonly Float32Array[];
}

/** log P / ((5 + |y|) / 6)^α + β Σ_j ln min(Σ_i a_ij, 1), where y counts the symbol that ends it. */
export function penalizedScore({ ids, logProbability, attention }: Scored, { length, coverage }: Penalties): number {
  const own = logProbability / ((5 + ids.length) / 6) ** length;
  return coverage === 0 ? own : own + coverage * coverageOf(attention);
}

/** Σ_j ln min(Σ_i a_ij, 1): 0 where every source token was looked at for a whole symbol or more. */
function coverageOf(attention: readonly Float32Array[]): number {
  const steps = attention[0]?.length ?? 0;
  let sum = 0;
  for (let j = 0; j < steps; j++) {
    let seen = 0;
    for (const row of attention) seen += row[j];
    sum += Math.log(Math.min(seen, 1));
  }
  return sum;
}
