// TensorFlow.js's side of `npm run bench`, on its WebAssembly backend: the same network, written by hand: its layers take
// as long for a step (0.75 to 0.8 s of processor, LSTM 1×128 B32 T50), and their embedding does not train on this backend. All gates
// are one product; tokens gather rows of the embedding, and scatterND adds their gradients up (one-hot products take as
// long with 65 symbols and half as long again with 10,000).
//
// Started with a row as JSON, the number of threads and seconds of warm-up; answers each line of standard input, a number of
// seconds to measure, with a line of JSON. Without arguments it says which TensorFlow.js this is.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** Random numbers as PyTorch starts with: ±1/√H. */
const weights = (shape, units) => tf.variable(tf.randomUniform(shape, -1 / Math.sqrt(units), 1 / Math.sqrt(units)));

function network({ cell, vocabulary, embedding, units, layers }) {
  const gates = { lstm: 4, gru: 3, rnn: 1 }[cell];
  const levels = Array.from({ length: layers }, (_, layer) => ({
    input: weights([layer === 0 ? embedding : units, gates * units], units),
    recurrent: weights([units, gates * units], units),
    bias: weights([gates * units], units),
    recurrentBias: cell === "gru" ? weights([gates * units], units) : undefined,
  }));
  return {
    table: tf.variable(tf.randomNormal([vocabulary, embedding])),
    levels,
    output: weights([units, vocabulary], units),
    outputBias: weights([vocabulary], units),
  };
}

/** Rows of a table; the backend has no gradient of gather, but it has scatterND, which adds up what falls on one row. */
const rowsOf = tf.customGrad((table, tokens, save) => {
  save([tokens]);
  const { shape } = table;
  const gradFunc = (dy, [saved]) => [tf.scatterND(saved.expandDims(1), dy, shape), tf.zerosLike(saved)];
  return { value: tf.gather(table, tokens), gradFunc };
});

/** One step of a cell: product of the input [B,GH], states; returns the new states, h first. */
const cells = {
  lstm(x, [h, c], { recurrent }) {
    const [i, f, g, o] = tf.split(tf.add(x, tf.matMul(h, recurrent)), 4, 1);
    const next = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return [tf.mul(tf.sigmoid(o), tf.tanh(next)), next];
  },
  gru(x, [h], { recurrent, recurrentBias }) {
    const [xr, xz, xn] = tf.split(x, 3, 1);
    const [hr, hz, hn] = tf.split(tf.add(tf.matMul(h, recurrent), recurrentBias), 3, 1);
    const z = tf.sigmoid(tf.add(xz, hz));
    const n = tf.tanh(tf.add(xn, tf.mul(tf.sigmoid(tf.add(xr, hr)), hn)));
    return [tf.add(n, tf.mul(z, tf.sub(h, n)))];
  },
  rnn: (x, [h], { recurrent }) => [tf.tanh(tf.add(x, tf.matMul(h, recurrent)))],
};

/** Logits [T·B,V] of time-major tokens [T·B], and the states of each layer. */
function forward(model, { cell, units }, tokens, T, B, states) {
  let sequence = rowsOf(model.table, tokens);
  const after = model.levels.map((level, layer) => {
    const product = tf.add(tf.matMul(sequence, level.input), level.bias);
    const steps = T === 1 ? [product] : tf.split(product, T, 0);
    const zero = () => tf.zeros([B, units]);
    let state = states?.[layer] ?? (cell === "lstm" ? [zero(), zero()] : [zero()]);
    const hidden = steps.map((x) => {
      state = cells[cell](x, state, level);
      return state[0];
    });
    sequence = T === 1 ? hidden[0] : tf.concat(hidden, 0);
    return state;
  });
  return { logits: tf.add(tf.matMul(sequence, model.output), model.outputBias), states: after };
}

/** One training step, and its tokens. */
function training(row, model) {
  const { batchSize: B, sequenceLength: T, vocabulary: V } = row;
  const parameters = [model.table, model.output, model.outputBias];
  for (const level of model.levels) parameters.push(...Object.values(level).filter((x) => x !== undefined));
  const optimizer = tf.train.adam(0.002);
  const draw = () =>
    tf.tensor1d(
      Int32Array.from({ length: T * B }, () => Math.floor(Math.random() * V)),
      "int32",
    );
  const batches = Array.from({ length: 5 }, () => [draw(), draw()]);
  let taken = 0;
  const step = () => {
    const [tokens, targets] = batches[taken++ % batches.length];
    const loss = tf.tidy(() => {
      const labels = tf.oneHot(targets, V);
      const { value, grads } = tf.variableGrads(() => {
        const { logits } = forward(model, row, tokens, T, B);
        return tf.losses.softmaxCrossEntropy(labels, logits);
      }, parameters);
      const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
      const scale = tf.minimum(1, tf.div(5, tf.add(tf.sqrt(tf.addN(squares)), 1e-6)));
      for (const name of Object.keys(grads)) grads[name] = tf.mul(grads[name], scale);
      optimizer.applyGradients(grads);
      return value;
    });
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  };
  return { step, tokens: T * B };
}

/** Draws `length` symbols one at a time, with the state carried, at temperature 0.8. */
function sampling(row, model) {
  const step = () => {
    let token = 0;
    let states;
    for (let i = 0; i < row.length; i++) {
      const before = states;
      const [logits, after] = tf.tidy(() => {
        const out = forward(model, row, tf.tensor1d([token], "int32"), 1, 1, before);
        return [tf.softmax(tf.div(out.logits, 0.8)), out.states];
      });
      const probabilities = logits.dataSync();
      let left = Math.random();
      token = 0;
      while (token < probabilities.length - 1 && left >= probabilities[token]) left -= probabilities[token++];
      tf.dispose([logits, before ?? []]);
      states = after;
    }
    tf.dispose(states);
    return token;
  };
  return { step, tokens: row.length };
}

function medianOf(step, seconds) {
  const times = [];
  const begun = performance.now();
  while (times.length === 0 || performance.now() - begun < seconds * 1000) {
    const before = performance.now();
    if (!Number.isFinite(step())) throw new Error("The loss is not a number");
    times.push((performance.now() - before) / 1000);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

function peakMemory() {
  try {
    return 1024 * Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}

const [json, threads, warmUp] = process.argv.slice(2);
if (json === undefined) {
  say({ version: version_wasm });
} else {
  setWasmPaths(fileURLToPath(new URL("./node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url)));
  tf.env().set("WASM_HAS_SIMD_SUPPORT", true);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", Number(threads) > 1);
  setThreadsCount(Number(threads));
  await tf.setBackend("wasm");
  const row = JSON.parse(json);
  const { step, tokens } = (row.kind === "training" ? training : sampling)(row, network(row));
  medianOf(step, Number(warmUp));
  say({ ready: true, backend: tf.getBackend(), simd: tf.env().get("WASM_HAS_SIMD_SUPPORT") });
  for await (const line of createInterface(process.stdin)) {
    say({ perSecond: tokens / medianOf(step, Number(line)), memory: peakMemory() });
  }
  process.exit(0);
}
