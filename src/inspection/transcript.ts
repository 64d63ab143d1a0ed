import { type CtcLattice, ctcLattice } from "../base/ctc/ctcLattice.ts";
import { ctcSteps } from "../base/ctc/ctcSteps.ts";
import type { LookTranscript } from "../contracts/inspection/look.ts";
import type { Vocabulary } from "../data/index.ts";
import { bestPath, shownLabels, transcribe, transcriptSettings } from "../sampling/index.ts";
import type { InspectedNetwork } from "./network.ts";
import type { KnownTranscript } from "./readings/reading.ts";

/** Numbers of what is decoded at once, steps × labels, and of a lattice, steps × places: 64 MB of f64. */
export const MOST_DECODED = 2 ** 23;

/** What a network that is trained with connectionist temporal classification makes of an input: ln y (T,V) decoded. */
export class DecodedLook {
  readonly seen: LookTranscript;
  /** (T,S) */
  readonly lattice: CtcLattice | undefined;
  private readonly V: number;

  constructor(
    { config, source }: InspectedNetwork,
    private readonly logY: Float64Array,
    truth: KnownTranscript | undefined,
  ) {
    const vocabulary = source.encoding!.target.vocabulary!;
    const V = vocabulary.size;
    const T = logY.length / V;
    this.V = V;
    const settings = transcriptSettings(config);
    const [written] = transcribe(logY, vocabulary, settings);
    const path = bestPath(logY, T, V, { never: vocabulary.unknown });
    const targets = [
      ...(truth ? [{ of: "truth" as const, ids: Array.from(truth.ids) }] : []),
      { of: "output" as const, ids: written.ids },
    ];
    const target = targets.find(({ ids }) => hasPath(ids, T));
    const lattice = target && ctcLattice(logY, V, target.ids);
    this.lattice = lattice;
    this.seen = {
      labels: [...vocabulary.symbols],
      shown: Int32Array.from(shownLabels(logY, V, [...path, ...written.ids, ...known(truth, vocabulary)])),
      ...{ path, collapse: settings.collapse, output: written.tokens, beam: settings.beam },
      logProbability: Number.isFinite(written.logProbability) ? written.logProbability : null,
      truth: truth?.symbols ?? null,
      texts: { output: written.text, truth: truth?.text ?? null },
      lattice: lattice
        ? { of: target.of, labels: Int32Array.from(lattice.labels), logProbability: lattice.logProbability }
        : null,
    };
  }

  /** Tensors by name. */
  get tensors(): { name: string; shape: number[]; rows(from: number, to: number): Float32Array }[] {
    const { logY, V, lattice } = this;
    const T = logY.length / V;
    const posterior = {
      name: "ctc.posterior",
      shape: [T, V],
      rows: (from: number, to: number) => Float32Array.from(logY.subarray(from * V, to * V), Math.exp),
    };
    if (!lattice) return [posterior];
    const S = lattice.labels.length;
    const rows = (from: number, to: number) => Float32Array.from(lattice.weights.subarray(from * S, to * S));
    return [posterior, { name: "ctc.lattice", shape: [T, S], rows }];
  }
}

/** Whether steps are enough for labels that the network has, and the lattice is not too large. */
function hasPath(ids: readonly number[], T: number): boolean {
  return ids.every((id) => id > 0) && ctcSteps(ids) <= T && T * (2 * ids.length + 1) <= MOST_DECODED;
}

function known(truth: KnownTranscript | undefined, { size }: Vocabulary): number[] {
  return Array.from(truth?.ids ?? []).filter((id) => id > 0 && id < size);
}
