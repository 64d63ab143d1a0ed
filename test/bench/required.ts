/** What Unroll has to reach: the ratio of two columns' figures in some rows. `PyTorch 1.13` is Debian's, with OpenBLAS. */
export interface Requirement {
  rows: string[];
  ours: string;
  theirs: string;
  least: number;
  /** What is aimed at: 85 % of what two cores can do in WebAssembly. */
  aim?: number;
  /** Only asked of a processor with AVX-512; elsewhere the ratio is shown. */
  avx512?: boolean;
}

const one = "Unroll, 1 thread";
const two = "Unroll, 2 threads";
const best = "PyTorch 1.13, best";
const newest = "PyTorch 2.13, best";

/** Beside oneDNN's kernels, where they are fastest. */
function besideNewest(row: string, least: number, aim?: number): Requirement {
  return { rows: [row], ours: two, theirs: newest, least, aim, avx512: true };
}

const trained = [
  "lstm-1x100",
  "lstm-1x128",
  "lstm-2x128",
  "lstm-2x256",
  "lstm-1x512",
  "gru-1x128",
  "rnn-1x128",
  "words",
];

export const requirements: readonly Requirement[] = [
  besideNewest("lstm-1x100", 3.5),
  besideNewest("lstm-1x128", 1.2, 1.35),
  besideNewest("lstm-2x128", 0.92, 1),
  besideNewest("lstm-2x256", 0.8, 0.83),
  besideNewest("lstm-1x512", 0.85, 0.88),
  besideNewest("gru-1x128", 2.7),
  besideNewest("rnn-1x128", 2.6),
  besideNewest("words", 0.85),
  { rows: ["lstm-1x100"], ours: two, theirs: best, least: 8 },
  { rows: ["lstm-1x128"], ours: two, theirs: best, least: 2 },
  { rows: ["lstm-2x128"], ours: two, theirs: best, least: 1.3 },
  { rows: ["lstm-2x256", "lstm-1x512"], ours: two, theirs: best, least: 0.9 },
  { rows: ["gru-1x128"], ours: two, theirs: best, least: 1.8 },
  { rows: ["rnn-1x128"], ours: two, theirs: best, least: 1.5 },
  { rows: ["lstm-1x128"], ours: one, theirs: "PyTorch 1.13, 1 thread", least: 1.1 },
  { rows: ["pairs-additive", "pairs-general"], ours: two, theirs: newest, least: 2 },
  { rows: ["pairs-additive-words", "pairs-general-words"], ours: two, theirs: newest, least: 1 },
  { rows: ["ctc"], ours: two, theirs: newest, least: 0.9 },
  { rows: ["sampling"], ours: one, theirs: best, least: 10 },
  { rows: ["beam-65", "beam-10000"], ours: two, theirs: newest, least: 5 },
  { rows: trained, ours: two, theirs: "tfjs WASM", least: 20 },
];
