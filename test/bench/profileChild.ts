// One row of the profile: the program of a training step, or of a step of a beam search, instruction by instruction, each measured by
// processor time.

import { parseConfig } from "../../src/config/index.ts";
import * as core from "../../src/core/constants.ts";
import { Engine, type MemoryUse, measurePeak, Network, NetworkPlan } from "../../src/engine/index.ts";
import { layOutParameters, lower, sizeOf, type Tensor } from "../../src/graph/index.ts";
import { WORDS } from "../../src/graph/kernel.ts";
import { formModel, modelOptions, sequenceForm } from "../../src/networks/index.ts";
import { mostNeverDrawn } from "../../src/sampling/draw.ts";
import type { TrainingRow, WritingRow } from "../../src/training/benchmark/benchmarkRows.ts";
import { writingNetwork } from "../../src/training/benchmark/benchmarkWriting.ts";
import { pairsData } from "../../src/training/benchmark/pairs.ts";
import { findKernels } from "../../tools/dispatch.ts";

const row = JSON.parse(process.argv[2]) as TrainingRow | WritingRow;
const seconds = Number(process.argv[3]);
const { cell, layers, units, embedding, vocabulary } = row;
const isTraining = row.kind === "training";
const [batch, length] = isTraining ? [row.batchSize, row.sequenceLength] : [row.sources * row.beam, row.sourceLength];

function modelOf() {
  if (!isTraining) {
    const { form, encoding } = writingNetwork(row);
    const ranked = row.beam + mostNeverDrawn(encoding.target.vocabulary!);
    return formModel(form, { steps: length, targetSteps: 1, batch }, { part: "step", beams: row.beam, ranked });
  }
  if (row.decoder) {
    const { config, dataset } = pairsData(row, row.decoder);
    const { form } = sequenceForm(config, dataset.encoding);
    return formModel(form, { steps: length, targetSteps: length, batch }, { training: true });
  }
  const { config } = parseConfig(
    JSON.stringify({
      task: "language-model",
      data: { train: "random.txt" },
      model: { cell, layers, units, embedding },
      training: { batchSize: batch, sequenceLength: length },
    }),
  );
  return formModel({ options: modelOptions(config!), vocabulary }, { steps: length, batch }, { training: true });
}
const model = modelOf();
const layout = layOutParameters(model.graph);
const keep = isTraining ? [model.loss!] : model.outputs.map(({ tensor }) => tensor);
const program = lower(model.graph, layout, { gradients: model.gradients, keep });

const engine = await Engine.create();
const optimizer = { name: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
const plan = new NetworkPlan(engine.memory, { layout, optimizer, threads: 1 });
const network = new Network(plan);
for (const name of layout.places.keys()) {
  network.parameter(name).forEach((_, i, values) => {
    values[i] = Math.sin(i) / Math.sqrt(units);
  });
}
const allocate = (size: number, use: MemoryUse = "activations") => engine.memory.allocate(size, use);
const table = allocate(core.SEGMENT_COUNT * 4);
const bases = engine.words(table, core.SEGMENT_COUNT);
plan.writeBases(bases, 0);
const { bytes } = program;
bases[core.SEGMENT_STATE] = allocate(bytes.state);
bases[core.SEGMENT_ACTIVATIONS] = allocate(bytes.activations);
bases[core.SEGMENT_SCRATCH] = allocate(bytes.scratch);
bases[core.SEGMENT_INPUTS] = allocate(bytes.inputs);
bases[core.SEGMENT_SCALARS] = allocate(core.SCALARS_BYTES);
bases[core.SEGMENT_SHARED] = allocate(bytes.shared);
engine.floats(bases[core.SEGMENT_SCALARS], 1)[0] = 1 / (length * batch);
const fill = (tensor: Tensor, valueAt: (i: number) => number) => {
  const { segment, offset } = program.place(tensor);
  const ids = engine.integers(bases[segment] + offset, sizeOf(tensor.shape));
  ids.forEach((_, i) => {
    ids[i] = valueAt(i);
  });
};
for (const { tensor, per, type } of model.feeds) {
  if (type === "f32")
    engine.floats(bases[program.place(tensor).segment] + program.place(tensor).offset, sizeOf(tensor.shape)).fill(0.1);
  else fill(tensor, per === "sequence" ? () => length : (i) => (i * 7919) % vocabulary);
}

const kernels = await findKernels();
const PRODUCTS = {
  gemm: ["M", "N", "K"],
  gemmTransposed: ["N", "M", "R"],
  linearCrossEntropy: ["R", "V", "H"],
  topLogits: ["R", "V", "H"],
};
/** Products of that shape that a kernel is. */
const COPIES: Readonly<Record<string, number>> = { linearCrossEntropy: 3 };

/** The name of an instruction's kernel, and the shape where it is a product. */
function nameOf(words: Int32Array): string {
  const { name, parameters } = kernels.find(({ opcode }) => opcode === words[0])!;
  const sizes = PRODUCTS[name as keyof typeof PRODUCTS];
  if (!sizes) return name;
  let at = 2;
  const numbers = new Map<string, number>();
  for (const [parameter, type] of Object.entries(parameters)) {
    numbers.set(parameter, words[at]);
    at += WORDS[type];
  }
  return `${name} ${sizes.map((size) => numbers.get(size)).join("×")}`;
}

const instructionsOf = (words: Int32Array) => {
  const instructions = [];
  for (let at = 0; at < words.length; at += words[at + 1]) {
    const instruction = words.slice(at, at + words[at + 1]);
    const pointer = allocate(instruction.byteLength, "programs");
    engine.integers(pointer, instruction.length).set(instruction);
    const jobs = [{ program: pointer, bytes: instruction.byteLength, bases: table }];
    instructions.push({ name: nameOf(instruction), jobs, micros: 0 });
  }
  return instructions;
};
const once = program.prepare.flatMap(instructionsOf);
const steps = program.step.flatMap(instructionsOf);
// A search computes what depends on the parameters once for all its steps.
for (const { jobs } of once) engine.run(jobs, false);
const parts = isTraining ? [...once, ...steps] : steps;
const update = { name: "norm and adam", micros: 0 };
const settings = { learningRate: 1e-6, clipNorm: 5, clipValue: 0 };
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
let count = 0;
const round = () => {
  for (const part of parts) {
    const before = performance.now();
    engine.run(part.jobs, false);
    part.micros += (performance.now() - before) * 1000;
  }
  if (!isTraining) return void count++;
  const before = performance.now();
  network.gradientNorm(settings);
  network.update(++count, settings);
  update.micros += (performance.now() - before) * 1000;
};
const during = (milliseconds: number) => {
  const begun = performance.now();
  while (performance.now() - begun < milliseconds) round();
};
during(500 * seconds);
for (const part of [...parts, update]) part.micros = 0;
count = 0;
const before = cpu();
const begun = performance.now();
during(1000 * seconds);
const busy = (cpu() - before) / ((performance.now() - begun) * 1000);

const sums = new Map<string, number>();
for (const { name, micros } of isTraining ? [...parts, update] : parts)
  sums.set(name, (sums.get(name) ?? 0) + micros / count);
const total = [...sums.values()].reduce((a, b) => a + b, 0);
const peak = await measurePeak("relaxed", 0.5);
console.log(
  `\n${row.title}: ${(total / 1000).toFixed(2)} ms a step, products reach ${peak.toFixed(1)} GFLOP/s${busy < 0.9 ? `; the machine was busy (${(100 * busy).toFixed(0)} % of a core)` : ""}`,
);
for (const [name, micros] of [...sums].sort(([, a], [, b]) => b - a)) {
  const share = (100 * micros) / total;
  if (share < 0.3) break;
  const [, m, n, k] = /(\d+)×(\d+)×(\d+)$/.exec(name) ?? [];
  const copies = parts.filter((part) => part.name === name).length * (COPIES[name.split(" ")[0]] ?? 1);
  const speed = m ? `${((2 * Number(m) * Number(n) * Number(k) * copies) / micros / 1000).toFixed(1)} GFLOP/s` : "";
  console.log(
    `  ${share.toFixed(1).padStart(5)} %  ${(micros / 1000).toFixed(3).padStart(8)} ms  ${name.padEnd(34)} ${speed}`,
  );
}
