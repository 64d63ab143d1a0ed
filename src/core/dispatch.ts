// Made by tools/dispatch.ts from the signatures of the kernels. Do not edit: change a signature, and build.
import { additiveScores, additiveScoresBackward, keyPowers } from "./attention/additiveScores";
import { maskedSoftmax, maskedSoftmaxBackward } from "./attention/maskedSoftmax";
import { dotScores, outerSum, weightedSum } from "./attention/products";
import { RUN_BAD_INSTRUCTION, RUN_DONE, RUN_STOPPED } from "./constants";
import { crossEntropyBackward, crossEntropyForward } from "./losses/crossEntropy";
import { ctc } from "./losses/ctc";
import { errorBackward, errorForward } from "./losses/errors";
import { linearCrossEntropy } from "./losses/linearCrossEntropy";
import { sigmoidCrossEntropyBackward, sigmoidCrossEntropyForward } from "./losses/sigmoidCrossEntropy";
import { topLogits } from "./losses/topLogits";
import { weightedCrossEntropyBackward, weightedCrossEntropyForward } from "./losses/weightedCrossEntropy";
import * as op from "./opcodes";
import { adagrad } from "./optimizers/adagrad";
import { adam } from "./optimizers/adam";
import { average } from "./optimizers/average";
import { clippedNorm, squaredNorm } from "./optimizers/norms";
import { rmsprop } from "./optimizers/rmsprop";
import { sgd } from "./optimizers/sgd";
import {
  reluBackward,
  reluForward,
  sigmoidBackward,
  sigmoidForward,
  tanhBackward,
  tanhForward,
} from "./pointwise/activations";
import { addScaled, copy, fill, multiply } from "./pointwise/arithmetic";
import { copyColumns } from "./pointwise/columns";
import { dropout } from "./pointwise/dropout";
import { layerNormBackward, layerNormForward, layerNormGain } from "./pointwise/layerNorm";
import { biasForward, columnSum } from "./products/bias";
import { multiplyRows, productSum } from "./products/diagonal";
import { gather, gatherRunning, scatterAdd, scatterAddRunning } from "./products/embedding";
import { gemm, gemmRow, gemmTransposed } from "./products/matmul";
import { pack } from "./products/pack";
import { readSparse, scatterSparse } from "./products/sparseGradient";
import { transpose } from "./products/transpose";
import { causalSumBackward, causalSumForward } from "./sequences/causalSum";
import { clockMasks, keepBlocks } from "./sequences/clockwork";
import { decayBackward, decayForward } from "./sequences/decay";
import { gruBackward, gruForward } from "./sequences/gru";
import { influence } from "./sequences/influence";
import { initialStateBackward, initialStateForward } from "./sequences/initialState";
import { lstmBackward, lstmForward } from "./sequences/lstm";
import { lstmVariantBackward, lstmVariantForward } from "./sequences/lstmVariant";
import { maxSteps, maxStepsBackward, meanSteps, meanStepsBackward } from "./sequences/pool";
import { rnnBackward, rnnForward } from "./sequences/rnn";
import { keepRows, running, selectRows } from "./sequences/rows";
import { gruStep, gruStepBackward } from "./steps/gruStep";
import { lstmStep, lstmStepBackward } from "./steps/lstmStep";

/** The pointer of the operand at word `at`: the base of its segment plus its offset; 0 where it is absent. */
// @inline
function tensor(pc: usize, at: i32, bases: usize): usize {
  const segment = load<i32>(pc + (at << 2));
  return segment < 0 ? 0 : (load<u32>(bases + (segment << 2)) as usize) + load<u32>(pc + (at << 2), 4);
}

// @inline
function word(pc: usize, at: i32): i32 {
  return load<i32>(pc + (at << 2));
}

/** Runs the instruction at `pc`, whose arguments begin at word 2; returns what became of it. */
// @inline
export function execute(pc: usize, bases: usize, scratch: usize, scalars: usize): i32 {
  switch (word(pc, 0)) {
    case op.additiveScores: {
      const queries = tensor(pc, 2, bases);
      const keys = tensor(pc, 4, bases);
      const powers = tensor(pc, 6, bases);
      const energy = tensor(pc, 8, bases);
      const lengths = tensor(pc, 10, bases);
      const out = tensor(pc, 12, bases);
      const U = word(pc, 14);
      const B = word(pc, 15);
      const T = word(pc, 16);
      const A = word(pc, 17);
      additiveScores(queries, keys, powers, energy, lengths, out, U, B, T, A, scratch);
      break;
    }
    case op.additiveScoresBackward: {
      const dScores = tensor(pc, 2, bases);
      const queries = tensor(pc, 4, bases);
      const keys = tensor(pc, 6, bases);
      const powers = tensor(pc, 8, bases);
      const energy = tensor(pc, 10, bases);
      const lengths = tensor(pc, 12, bases);
      const dQueries = tensor(pc, 14, bases);
      const dKeys = tensor(pc, 16, bases);
      const dEnergy = tensor(pc, 18, bases);
      const U = word(pc, 20);
      const B = word(pc, 21);
      const T = word(pc, 22);
      const A = word(pc, 23);
      const addQueries = word(pc, 24) !== 0;
      const addKeys = word(pc, 25) !== 0;
      const addEnergy = word(pc, 26) !== 0;
      additiveScoresBackward(
        dScores,
        queries,
        keys,
        powers,
        energy,
        lengths,
        dQueries,
        dKeys,
        dEnergy,
        U,
        B,
        T,
        A,
        addQueries,
        addKeys,
        addEnergy,
        scratch,
      );
      break;
    }
    case op.keyPowers: {
      const keys = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const B = word(pc, 8);
      const A = word(pc, 9);
      keyPowers(keys, lengths, out, B, A);
      break;
    }
    case op.maskedSoftmax: {
      const scores = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const U = word(pc, 8);
      const B = word(pc, 9);
      const T = word(pc, 10);
      maskedSoftmax(scores, lengths, out, U, B, T);
      break;
    }
    case op.maskedSoftmaxBackward: {
      const weights = tensor(pc, 2, bases);
      const dWeights = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const dScores = tensor(pc, 8, bases);
      const U = word(pc, 10);
      const B = word(pc, 11);
      const T = word(pc, 12);
      const accumulate = word(pc, 13) !== 0;
      maskedSoftmaxBackward(weights, dWeights, lengths, dScores, U, B, T, accumulate);
      break;
    }
    case op.dotScores: {
      const queries = tensor(pc, 2, bases);
      const keys = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const out = tensor(pc, 8, bases);
      const U = word(pc, 10);
      const B = word(pc, 11);
      const T = word(pc, 12);
      const A = word(pc, 13);
      const accumulate = word(pc, 14) !== 0;
      dotScores(queries, keys, lengths, out, U, B, T, A, accumulate, scratch);
      break;
    }
    case op.outerSum: {
      const weights = tensor(pc, 2, bases);
      const y = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const out = tensor(pc, 8, bases);
      const U = word(pc, 10);
      const B = word(pc, 11);
      const T = word(pc, 12);
      const M = word(pc, 13);
      const accumulate = word(pc, 14) !== 0;
      outerSum(weights, y, lengths, out, U, B, T, M, accumulate);
      break;
    }
    case op.weightedSum: {
      const weights = tensor(pc, 2, bases);
      const values = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const out = tensor(pc, 8, bases);
      const U = word(pc, 10);
      const B = word(pc, 11);
      const T = word(pc, 12);
      const M = word(pc, 13);
      const accumulate = word(pc, 14) !== 0;
      weightedSum(weights, values, lengths, out, U, B, T, M, accumulate);
      break;
    }
    case op.crossEntropyBackward: {
      const probabilities = tensor(pc, 2, bases);
      const targets = tensor(pc, 4, bases);
      const dLoss = tensor(pc, 6, bases);
      const dLogits = tensor(pc, 8, bases);
      const R = word(pc, 10);
      const V = word(pc, 11);
      crossEntropyBackward(probabilities, targets, dLoss, dLogits, R, V, scalars);
      break;
    }
    case op.crossEntropyForward: {
      const logits = tensor(pc, 2, bases);
      const targets = tensor(pc, 4, bases);
      const probabilities = tensor(pc, 6, bases);
      const loss = tensor(pc, 8, bases);
      const R = word(pc, 10);
      const V = word(pc, 11);
      crossEntropyForward(logits, targets, probabilities, loss, R, V, scalars);
      break;
    }
    case op.ctc: {
      const logits = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const targets = tensor(pc, 6, bases);
      const targetLengths = tensor(pc, 8, bases);
      const dLoss = tensor(pc, 10, bases);
      const loss = tensor(pc, 12, bases);
      const dLogits = tensor(pc, 14, bases);
      const T = word(pc, 16);
      const B = word(pc, 17);
      const V = word(pc, 18);
      const U = word(pc, 19);
      const done = ctc(logits, lengths, targets, targetLengths, dLoss, loss, dLogits, T, B, V, U, scratch, scalars);
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.errorBackward: {
      const predictions = tensor(pc, 2, bases);
      const targets = tensor(pc, 4, bases);
      const mask = tensor(pc, 6, bases);
      const dLoss = tensor(pc, 8, bases);
      const dPredictions = tensor(pc, 10, bases);
      const R = word(pc, 12);
      const F = word(pc, 13);
      const kind = word(pc, 14);
      const delta = reinterpret<f32>(word(pc, 15));
      errorBackward(predictions, targets, mask, dLoss, dPredictions, R, F, kind, delta, scalars);
      break;
    }
    case op.errorForward: {
      const predictions = tensor(pc, 2, bases);
      const targets = tensor(pc, 4, bases);
      const mask = tensor(pc, 6, bases);
      const loss = tensor(pc, 8, bases);
      const R = word(pc, 10);
      const F = word(pc, 11);
      const kind = word(pc, 12);
      const delta = reinterpret<f32>(word(pc, 13));
      errorForward(predictions, targets, mask, loss, R, F, kind, delta, scalars);
      break;
    }
    case op.linearCrossEntropy: {
      const hidden = tensor(pc, 2, bases);
      const weight = tensor(pc, 4, bases);
      const bias = tensor(pc, 6, bases);
      const targets = tensor(pc, 8, bases);
      const mask = tensor(pc, 10, bases);
      const weights = tensor(pc, 12, bases);
      const dLoss = tensor(pc, 14, bases);
      const loss = tensor(pc, 16, bases);
      const surprise = tensor(pc, 18, bases);
      const dHidden = tensor(pc, 20, bases);
      const dWeight = tensor(pc, 22, bases);
      const dBias = tensor(pc, 24, bases);
      const R = word(pc, 26);
      const V = word(pc, 27);
      const H = word(pc, 28);
      const smoothing = reinterpret<f32>(word(pc, 29));
      const addsHidden = word(pc, 30) !== 0;
      const addsWeight = word(pc, 31) !== 0;
      const addsBias = word(pc, 32) !== 0;
      const block = word(pc, 33);
      const turn = word(pc, 34);
      const turns = word(pc, 35);
      const range = word(pc, 36);
      const scratch = tensor(pc, 37, bases);
      const done = linearCrossEntropy(
        hidden,
        weight,
        bias,
        targets,
        mask,
        weights,
        dLoss,
        loss,
        surprise,
        dHidden,
        dWeight,
        dBias,
        R,
        V,
        H,
        smoothing,
        addsHidden,
        addsWeight,
        addsBias,
        block,
        turn,
        turns,
        range,
        scratch,
        scalars,
      );
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.sigmoidCrossEntropyBackward: {
      const logits = tensor(pc, 2, bases);
      const targets = tensor(pc, 4, bases);
      const mask = tensor(pc, 6, bases);
      const positive = tensor(pc, 8, bases);
      const weights = tensor(pc, 10, bases);
      const dLoss = tensor(pc, 12, bases);
      const dLogits = tensor(pc, 14, bases);
      const R = word(pc, 16);
      const C = word(pc, 17);
      sigmoidCrossEntropyBackward(logits, targets, mask, positive, weights, dLoss, dLogits, R, C, scalars);
      break;
    }
    case op.sigmoidCrossEntropyForward: {
      const logits = tensor(pc, 2, bases);
      const targets = tensor(pc, 4, bases);
      const mask = tensor(pc, 6, bases);
      const positive = tensor(pc, 8, bases);
      const weights = tensor(pc, 10, bases);
      const loss = tensor(pc, 12, bases);
      const R = word(pc, 14);
      const C = word(pc, 15);
      sigmoidCrossEntropyForward(logits, targets, mask, positive, weights, loss, R, C, scalars);
      break;
    }
    case op.topLogits: {
      const hidden = tensor(pc, 2, bases);
      const packedW = tensor(pc, 4, bases);
      const bias = tensor(pc, 6, bases);
      const asked = tensor(pc, 8, bases);
      const logSum = tensor(pc, 10, bases);
      const values = tensor(pc, 12, bases);
      const ids = tensor(pc, 14, bases);
      const R = word(pc, 16);
      const V = word(pc, 17);
      const H = word(pc, 18);
      const K = word(pc, 19);
      topLogits(hidden, packedW, bias, asked, logSum, values, ids, R, V, H, K, scratch);
      break;
    }
    case op.weightedCrossEntropyBackward: {
      const probabilities = tensor(pc, 2, bases);
      const targets = tensor(pc, 4, bases);
      const mask = tensor(pc, 6, bases);
      const weights = tensor(pc, 8, bases);
      const dLoss = tensor(pc, 10, bases);
      const dLogits = tensor(pc, 12, bases);
      const R = word(pc, 14);
      const V = word(pc, 15);
      const smoothing = reinterpret<f32>(word(pc, 16));
      weightedCrossEntropyBackward(probabilities, targets, mask, weights, dLoss, dLogits, R, V, smoothing, scalars);
      break;
    }
    case op.weightedCrossEntropyForward: {
      const logits = tensor(pc, 2, bases);
      const targets = tensor(pc, 4, bases);
      const mask = tensor(pc, 6, bases);
      const weights = tensor(pc, 8, bases);
      const probabilities = tensor(pc, 10, bases);
      const loss = tensor(pc, 12, bases);
      const surprise = tensor(pc, 14, bases);
      const R = word(pc, 16);
      const V = word(pc, 17);
      const smoothing = reinterpret<f32>(word(pc, 18));
      weightedCrossEntropyForward(
        logits,
        targets,
        mask,
        weights,
        probabilities,
        loss,
        surprise,
        R,
        V,
        smoothing,
        scalars,
      );
      break;
    }
    case op.reluBackward: {
      const dy = tensor(pc, 2, bases);
      const y = tensor(pc, 4, bases);
      const dx = tensor(pc, 6, bases);
      const n = word(pc, 8);
      const accumulate = word(pc, 9) !== 0;
      reluBackward(dy, y, dx, n, accumulate);
      break;
    }
    case op.reluForward: {
      const x = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const n = word(pc, 6);
      reluForward(x, out, n);
      break;
    }
    case op.sigmoidBackward: {
      const dy = tensor(pc, 2, bases);
      const y = tensor(pc, 4, bases);
      const dx = tensor(pc, 6, bases);
      const n = word(pc, 8);
      const accumulate = word(pc, 9) !== 0;
      sigmoidBackward(dy, y, dx, n, accumulate);
      break;
    }
    case op.sigmoidForward: {
      const x = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const n = word(pc, 6);
      sigmoidForward(x, out, n);
      break;
    }
    case op.tanhBackward: {
      const dy = tensor(pc, 2, bases);
      const y = tensor(pc, 4, bases);
      const dx = tensor(pc, 6, bases);
      const n = word(pc, 8);
      const accumulate = word(pc, 9) !== 0;
      tanhBackward(dy, y, dx, n, accumulate);
      break;
    }
    case op.tanhForward: {
      const x = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const n = word(pc, 6);
      tanhForward(x, out, n);
      break;
    }
    case op.addScaled: {
      const x = tensor(pc, 2, bases);
      const y = tensor(pc, 4, bases);
      const scale = reinterpret<f32>(word(pc, 6));
      const out = tensor(pc, 7, bases);
      const n = word(pc, 9);
      addScaled(x, y, scale, out, n);
      break;
    }
    case op.copy: {
      const x = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const n = word(pc, 6);
      copy(x, out, n);
      break;
    }
    case op.fill: {
      const out = tensor(pc, 2, bases);
      const value = reinterpret<f32>(word(pc, 4));
      const n = word(pc, 5);
      fill(out, value, n);
      break;
    }
    case op.multiply: {
      const x = tensor(pc, 2, bases);
      const y = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const n = word(pc, 8);
      const accumulate = word(pc, 9) !== 0;
      multiply(x, y, out, n, accumulate);
      break;
    }
    case op.copyColumns: {
      const x = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const strideX = word(pc, 6);
      const strideOut = word(pc, 7);
      const R = word(pc, 8);
      const n = word(pc, 9);
      const accumulate = word(pc, 10) !== 0;
      copyColumns(x, out, strideX, strideOut, R, n, accumulate);
      break;
    }
    case op.dropout: {
      const x = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const T = word(pc, 6);
      const B = word(pc, 7);
      const F = word(pc, 8);
      const layer = word(pc, 9);
      const threshold = word(pc, 10);
      const scale = reinterpret<f32>(word(pc, 11));
      const accumulate = word(pc, 12) !== 0;
      const t0 = word(pc, 13);
      const fixed = word(pc, 14) !== 0;
      const dropped = word(pc, 15) !== 0;
      dropout(x, out, T, B, F, layer, threshold, scale, accumulate, t0, fixed, dropped, scalars);
      break;
    }
    case op.layerNormBackward: {
      const dy = tensor(pc, 2, bases);
      const x = tensor(pc, 4, bases);
      const gain = tensor(pc, 6, bases);
      const statistics = tensor(pc, 8, bases);
      const dx = tensor(pc, 10, bases);
      const R = word(pc, 12);
      const N = word(pc, 13);
      const accumulate = word(pc, 14) !== 0;
      layerNormBackward(dy, x, gain, statistics, dx, R, N, accumulate);
      break;
    }
    case op.layerNormForward: {
      const x = tensor(pc, 2, bases);
      const gain = tensor(pc, 4, bases);
      const bias = tensor(pc, 6, bases);
      const y = tensor(pc, 8, bases);
      const statistics = tensor(pc, 10, bases);
      const R = word(pc, 12);
      const N = word(pc, 13);
      layerNormForward(x, gain, bias, y, statistics, R, N);
      break;
    }
    case op.layerNormGain: {
      const dy = tensor(pc, 2, bases);
      const x = tensor(pc, 4, bases);
      const statistics = tensor(pc, 6, bases);
      const dGain = tensor(pc, 8, bases);
      const R = word(pc, 10);
      const N = word(pc, 11);
      const accumulate = word(pc, 12) !== 0;
      layerNormGain(dy, x, statistics, dGain, R, N, accumulate);
      break;
    }
    case op.biasForward: {
      const x = tensor(pc, 2, bases);
      const b = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const R = word(pc, 8);
      const N = word(pc, 9);
      biasForward(x, b, out, R, N);
      break;
    }
    case op.columnSum: {
      const x = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const R = word(pc, 6);
      const N = word(pc, 7);
      const accumulate = word(pc, 8) !== 0;
      columnSum(x, out, R, N, accumulate);
      break;
    }
    case op.multiplyRows: {
      const x = tensor(pc, 2, bases);
      const p = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const R = word(pc, 8);
      const N = word(pc, 9);
      const accumulate = word(pc, 10) !== 0;
      multiplyRows(x, p, out, R, N, accumulate);
      break;
    }
    case op.productSum: {
      const x = tensor(pc, 2, bases);
      const strideX = word(pc, 4);
      const y = tensor(pc, 5, bases);
      const out = tensor(pc, 7, bases);
      const R = word(pc, 9);
      const N = word(pc, 10);
      const accumulate = word(pc, 11) !== 0;
      productSum(x, strideX, y, out, R, N, accumulate);
      break;
    }
    case op.gather: {
      const table = tensor(pc, 2, bases);
      const tokens = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const R = word(pc, 8);
      const N = word(pc, 9);
      gather(table, tokens, out, R, N);
      break;
    }
    case op.gatherRunning: {
      const table = tensor(pc, 2, bases);
      const tokens = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const out = tensor(pc, 8, bases);
      const T = word(pc, 10);
      const B = word(pc, 11);
      const N = word(pc, 12);
      gatherRunning(table, tokens, lengths, out, T, B, N);
      break;
    }
    case op.scatterAdd: {
      const dOut = tensor(pc, 2, bases);
      const tokens = tensor(pc, 4, bases);
      const dTable = tensor(pc, 6, bases);
      const R = word(pc, 8);
      const N = word(pc, 9);
      const part = word(pc, 10);
      const parts = word(pc, 11);
      scatterAdd(dOut, tokens, dTable, R, N, part, parts);
      break;
    }
    case op.scatterAddRunning: {
      const dOut = tensor(pc, 2, bases);
      const tokens = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const dTable = tensor(pc, 8, bases);
      const T = word(pc, 10);
      const B = word(pc, 11);
      const N = word(pc, 12);
      const part = word(pc, 13);
      const parts = word(pc, 14);
      scatterAddRunning(dOut, tokens, lengths, dTable, T, B, N, part, parts);
      break;
    }
    case op.gemm: {
      const a = tensor(pc, 2, bases);
      const lda = word(pc, 4);
      const packedB = tensor(pc, 5, bases);
      const c0 = tensor(pc, 7, bases);
      const ldc0 = word(pc, 9);
      const c = tensor(pc, 10, bases);
      const ldc = word(pc, 12);
      const M = word(pc, 13);
      const N = word(pc, 14);
      const K = word(pc, 15);
      gemm(a, lda, packedB, c0, ldc0, c, ldc, M, N, K, scratch);
      break;
    }
    case op.gemmRow: {
      const a = tensor(pc, 2, bases);
      const packedB = tensor(pc, 4, bases);
      const c0 = tensor(pc, 6, bases);
      const c = tensor(pc, 8, bases);
      const N = word(pc, 10);
      const K = word(pc, 11);
      gemmRow(a, packedB, c0, c, N, K, scratch);
      break;
    }
    case op.gemmTransposed: {
      const a = tensor(pc, 2, bases);
      const lda = word(pc, 4);
      const b = tensor(pc, 5, bases);
      const ldb = word(pc, 7);
      const c = tensor(pc, 8, bases);
      const ldc = word(pc, 10);
      const R = word(pc, 11);
      const M = word(pc, 12);
      const N = word(pc, 13);
      const accumulate = word(pc, 14) !== 0;
      gemmTransposed(a, lda, b, ldb, c, ldc, R, M, N, accumulate, scratch);
      break;
    }
    case op.pack: {
      const source = tensor(pc, 2, bases);
      const ld = word(pc, 4);
      const target = tensor(pc, 5, bases);
      const K = word(pc, 7);
      const N = word(pc, 8);
      const transposed = word(pc, 9) !== 0;
      const row = word(pc, 10) !== 0;
      pack(source, ld, target, K, N, transposed, row);
      break;
    }
    case op.readSparse: {
      const rows = tensor(pc, 2, bases);
      const slots = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const from = word(pc, 8);
      const n = word(pc, 9);
      const N = word(pc, 10);
      const adds = word(pc, 11) !== 0;
      readSparse(rows, slots, out, from, n, N, adds);
      break;
    }
    case op.scatterSparse: {
      const dOut = tensor(pc, 2, bases);
      const tokens = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const rows = tensor(pc, 8, bases);
      const slots = tensor(pc, 10, bases);
      const V = word(pc, 12);
      const T = word(pc, 13);
      const B = word(pc, 14);
      const N = word(pc, 15);
      scatterSparse(dOut, tokens, lengths, rows, slots, V, T, B, N);
      break;
    }
    case op.transpose: {
      const x = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const M = word(pc, 6);
      const N = word(pc, 7);
      const accumulate = word(pc, 8) !== 0;
      transpose(x, out, M, N, accumulate);
      break;
    }
    case op.causalSumBackward: {
      const ds = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const dx = tensor(pc, 6, bases);
      const T = word(pc, 8);
      const B = word(pc, 9);
      const H = word(pc, 10);
      const K = word(pc, 11);
      const d = word(pc, 12);
      causalSumBackward(ds, lengths, dx, T, B, H, K, d);
      break;
    }
    case op.causalSumForward: {
      const x = tensor(pc, 2, bases);
      const pending = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const sums = tensor(pc, 8, bases);
      const next = tensor(pc, 10, bases);
      const T = word(pc, 12);
      const B = word(pc, 13);
      const H = word(pc, 14);
      const K = word(pc, 15);
      const d = word(pc, 16);
      causalSumForward(x, pending, lengths, sums, next, T, B, H, K, d);
      break;
    }
    case op.clockMasks: {
      const before = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const mask = tensor(pc, 6, bases);
      const after = tensor(pc, 8, bases);
      const T = word(pc, 10);
      const B = word(pc, 11);
      const U = word(pc, 12);
      const reverse = word(pc, 13) !== 0;
      const wrap = word(pc, 14);
      const periods = pc + 64;
      const periodsCount = word(pc, 15);
      clockMasks(before, lengths, mask, after, T, B, U, reverse, wrap, periods, periodsCount);
      break;
    }
    case op.keepBlocks: {
      const w = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const U = word(pc, 6);
      const accumulate = word(pc, 7) !== 0;
      const periods = pc + 36;
      const periodsCount = word(pc, 8);
      keepBlocks(w, out, U, accumulate, periods, periodsCount);
      break;
    }
    case op.decayBackward: {
      const ds = tensor(pc, 2, bases);
      const du = tensor(pc, 4, bases);
      const running = tensor(pc, 6, bases);
      const lengths = tensor(pc, 8, bases);
      const T = word(pc, 10);
      const B = word(pc, 11);
      const C = word(pc, 12);
      const reverse = word(pc, 13) !== 0;
      const alpha = reinterpret<f32>(word(pc, 14));
      decayBackward(ds, du, running, lengths, T, B, C, reverse, alpha);
      break;
    }
    case op.decayForward: {
      const u = tensor(pc, 2, bases);
      const s0 = tensor(pc, 4, bases);
      const s = tensor(pc, 6, bases);
      const lengths = tensor(pc, 8, bases);
      const T = word(pc, 10);
      const B = word(pc, 11);
      const C = word(pc, 12);
      const reverse = word(pc, 13) !== 0;
      const alpha = reinterpret<f32>(word(pc, 14));
      decayForward(u, s0, s, lengths, T, B, C, reverse, alpha);
      break;
    }
    case op.gruBackward: {
      const gates = tensor(pc, 2, bases);
      const candidates = tensor(pc, 4, bases);
      const hs = tensor(pc, 6, bases);
      const h0 = tensor(pc, 8, bases);
      const dhs = tensor(pc, 10, bases);
      const packedW = tensor(pc, 12, bases);
      const dGates = tensor(pc, 14, bases);
      const dProducts = tensor(pc, 16, bases);
      const dStates = tensor(pc, 18, bases);
      const dh0 = tensor(pc, 20, bases);
      const lengths = tensor(pc, 22, bases);
      const T = word(pc, 24);
      const B = word(pc, 25);
      const H = word(pc, 26);
      const reverse = word(pc, 27) !== 0;
      const done = gruBackward(
        gates,
        candidates,
        hs,
        h0,
        dhs,
        packedW,
        dGates,
        dProducts,
        dStates,
        dh0,
        lengths,
        T,
        B,
        H,
        reverse,
        scratch,
      );
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.gruForward: {
      const xs = tensor(pc, 2, bases);
      const packedW = tensor(pc, 4, bases);
      const bias = tensor(pc, 6, bases);
      const h0 = tensor(pc, 8, bases);
      const gates = tensor(pc, 10, bases);
      const candidates = tensor(pc, 12, bases);
      const hs = tensor(pc, 14, bases);
      const products = tensor(pc, 16, bases);
      const lengths = tensor(pc, 18, bases);
      const T = word(pc, 20);
      const B = word(pc, 21);
      const H = word(pc, 22);
      const reverse = word(pc, 23) !== 0;
      const done = gruForward(
        xs,
        packedW,
        bias,
        h0,
        gates,
        candidates,
        hs,
        products,
        lengths,
        T,
        B,
        H,
        reverse,
        scratch,
      );
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.influence: {
      const hs = tensor(pc, 2, bases);
      const dhs = tensor(pc, 4, bases);
      const packedW = tensor(pc, 6, bases);
      const h0 = tensor(pc, 8, bases);
      const tokens = tensor(pc, 10, bases);
      const before = tensor(pc, 12, bases);
      const after = tensor(pc, 14, bases);
      const gradient = tensor(pc, 16, bases);
      const T = word(pc, 18);
      const B = word(pc, 19);
      const H = word(pc, 20);
      const N = word(pc, 21);
      const activation = word(pc, 22);
      const accumulate = word(pc, 23) !== 0;
      const done = influence(
        hs,
        dhs,
        packedW,
        h0,
        tokens,
        before,
        after,
        gradient,
        T,
        B,
        H,
        N,
        activation,
        accumulate,
        scratch,
      );
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.initialStateBackward: {
      const dy = tensor(pc, 2, bases);
      const dp = tensor(pc, 4, bases);
      const R = word(pc, 6);
      const N = word(pc, 7);
      const accumulate = word(pc, 8) !== 0;
      initialStateBackward(dy, dp, R, N, accumulate, scalars);
      break;
    }
    case op.initialStateForward: {
      const state = tensor(pc, 2, bases);
      const parameter = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const R = word(pc, 8);
      const N = word(pc, 9);
      initialStateForward(state, parameter, out, R, N, scalars);
      break;
    }
    case op.lstmBackward: {
      const gates = tensor(pc, 2, bases);
      const cells = tensor(pc, 4, bases);
      const c0 = tensor(pc, 6, bases);
      const dhs = tensor(pc, 8, bases);
      const dcs = tensor(pc, 10, bases);
      const packedW = tensor(pc, 12, bases);
      const dGates = tensor(pc, 14, bases);
      const dStates = tensor(pc, 16, bases);
      const dc = tensor(pc, 18, bases);
      const dh0 = tensor(pc, 20, bases);
      const lengths = tensor(pc, 22, bases);
      const T = word(pc, 24);
      const B = word(pc, 25);
      const H = word(pc, 26);
      const reverse = word(pc, 27) !== 0;
      const done = lstmBackward(
        gates,
        cells,
        c0,
        dhs,
        dcs,
        packedW,
        dGates,
        dStates,
        dc,
        dh0,
        lengths,
        T,
        B,
        H,
        reverse,
        scratch,
      );
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.lstmForward: {
      const xs = tensor(pc, 2, bases);
      const packedW = tensor(pc, 4, bases);
      const h0 = tensor(pc, 6, bases);
      const c0 = tensor(pc, 8, bases);
      const gates = tensor(pc, 10, bases);
      const cells = tensor(pc, 12, bases);
      const hs = tensor(pc, 14, bases);
      const lengths = tensor(pc, 16, bases);
      const T = word(pc, 18);
      const B = word(pc, 19);
      const H = word(pc, 20);
      const reverse = word(pc, 21) !== 0;
      const done = lstmForward(xs, packedW, h0, c0, gates, cells, hs, lengths, T, B, H, reverse, scratch);
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.lstmVariantBackward: {
      const gates = tensor(pc, 2, bases);
      const cells = tensor(pc, 4, bases);
      const c0 = tensor(pc, 6, bases);
      const dhs = tensor(pc, 8, bases);
      const dcs = tensor(pc, 10, bases);
      const packedW = tensor(pc, 12, bases);
      const p = tensor(pc, 14, bases);
      const q = tensor(pc, 16, bases);
      const r = tensor(pc, 18, bases);
      const packedR = tensor(pc, 20, bases);
      const dGates = tensor(pc, 22, bases);
      const dStates = tensor(pc, 24, bases);
      const dc = tensor(pc, 26, bases);
      const dh0 = tensor(pc, 28, bases);
      const dOut = tensor(pc, 30, bases);
      const lengths = tensor(pc, 32, bases);
      const T = word(pc, 34);
      const B = word(pc, 35);
      const H = word(pc, 36);
      const P = word(pc, 37);
      const reverse = word(pc, 38) !== 0;
      const coupled = word(pc, 39) !== 0;
      const phi = word(pc, 40);
      const psi = word(pc, 41);
      const done = lstmVariantBackward(
        gates,
        cells,
        c0,
        dhs,
        dcs,
        packedW,
        p,
        q,
        r,
        packedR,
        dGates,
        dStates,
        dc,
        dh0,
        dOut,
        lengths,
        T,
        B,
        H,
        P,
        reverse,
        coupled,
        phi,
        psi,
        scratch,
      );
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.lstmVariantForward: {
      const xs = tensor(pc, 2, bases);
      const packedW = tensor(pc, 4, bases);
      const h0 = tensor(pc, 6, bases);
      const c0 = tensor(pc, 8, bases);
      const p = tensor(pc, 10, bases);
      const q = tensor(pc, 12, bases);
      const r = tensor(pc, 14, bases);
      const packedR = tensor(pc, 16, bases);
      const gates = tensor(pc, 18, bases);
      const cells = tensor(pc, 20, bases);
      const hs = tensor(pc, 22, bases);
      const ms = tensor(pc, 24, bases);
      const lengths = tensor(pc, 26, bases);
      const T = word(pc, 28);
      const B = word(pc, 29);
      const H = word(pc, 30);
      const P = word(pc, 31);
      const reverse = word(pc, 32) !== 0;
      const coupled = word(pc, 33) !== 0;
      const phi = word(pc, 34);
      const psi = word(pc, 35);
      const done = lstmVariantForward(
        xs,
        packedW,
        h0,
        c0,
        p,
        q,
        r,
        packedR,
        gates,
        cells,
        hs,
        ms,
        lengths,
        T,
        B,
        H,
        P,
        reverse,
        coupled,
        phi,
        psi,
        scratch,
      );
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.maxSteps: {
      const x = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const where = tensor(pc, 8, bases);
      const T = word(pc, 10);
      const B = word(pc, 11);
      const F = word(pc, 12);
      maxSteps(x, lengths, out, where, T, B, F);
      break;
    }
    case op.maxStepsBackward: {
      const dOut = tensor(pc, 2, bases);
      const where = tensor(pc, 4, bases);
      const dx = tensor(pc, 6, bases);
      const T = word(pc, 8);
      const B = word(pc, 9);
      const F = word(pc, 10);
      const accumulate = word(pc, 11) !== 0;
      maxStepsBackward(dOut, where, dx, T, B, F, accumulate);
      break;
    }
    case op.meanSteps: {
      const x = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const T = word(pc, 8);
      const B = word(pc, 9);
      const F = word(pc, 10);
      meanSteps(x, lengths, out, T, B, F);
      break;
    }
    case op.meanStepsBackward: {
      const dOut = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const dx = tensor(pc, 6, bases);
      const T = word(pc, 8);
      const B = word(pc, 9);
      const F = word(pc, 10);
      const accumulate = word(pc, 11) !== 0;
      meanStepsBackward(dOut, lengths, dx, T, B, F, accumulate);
      break;
    }
    case op.rnnBackward: {
      const values = tensor(pc, 2, bases);
      const dhs = tensor(pc, 4, bases);
      const packedW = tensor(pc, 6, bases);
      const dx = tensor(pc, 8, bases);
      const dStates = tensor(pc, 10, bases);
      const dh0 = tensor(pc, 12, bases);
      const lengths = tensor(pc, 14, bases);
      const rate = tensor(pc, 16, bases);
      const T = word(pc, 18);
      const B = word(pc, 19);
      const H = word(pc, 20);
      const reverse = word(pc, 21) !== 0;
      const activation = word(pc, 22);
      const leak = reinterpret<f32>(word(pc, 23));
      const done = rnnBackward(
        values,
        dhs,
        packedW,
        dx,
        dStates,
        dh0,
        lengths,
        rate,
        T,
        B,
        H,
        reverse,
        activation,
        leak,
        scratch,
      );
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.rnnForward: {
      const xs = tensor(pc, 2, bases);
      const packedW = tensor(pc, 4, bases);
      const h0 = tensor(pc, 6, bases);
      const hs = tensor(pc, 8, bases);
      const lengths = tensor(pc, 10, bases);
      const rate = tensor(pc, 12, bases);
      const fresh = tensor(pc, 14, bases);
      const T = word(pc, 16);
      const B = word(pc, 17);
      const H = word(pc, 18);
      const reverse = word(pc, 19) !== 0;
      const activation = word(pc, 20);
      const leak = reinterpret<f32>(word(pc, 21));
      const done = rnnForward(xs, packedW, h0, hs, lengths, rate, fresh, T, B, H, reverse, activation, leak, scratch);
      if (!done) return RUN_STOPPED;
      break;
    }
    case op.keepRows: {
      const x = tensor(pc, 2, bases);
      const lengths = tensor(pc, 4, bases);
      const out = tensor(pc, 6, bases);
      const T = word(pc, 8);
      const B = word(pc, 9);
      const F = word(pc, 10);
      const t = word(pc, 11);
      const ended = word(pc, 12) !== 0;
      const accumulate = word(pc, 13) !== 0;
      keepRows(x, lengths, out, T, B, F, t, ended, accumulate);
      break;
    }
    case op.running: {
      const lengths = tensor(pc, 2, bases);
      const out = tensor(pc, 4, bases);
      const T = word(pc, 6);
      const B = word(pc, 7);
      running(lengths, out, T, B);
      break;
    }
    case op.selectRows: {
      const fresh = tensor(pc, 2, bases);
      const before = tensor(pc, 4, bases);
      const lengths = tensor(pc, 6, bases);
      const out = tensor(pc, 8, bases);
      const t = word(pc, 10);
      const B = word(pc, 11);
      const F = word(pc, 12);
      selectRows(fresh, before, lengths, out, t, B, F);
      break;
    }
    case op.gruStep: {
      const x = tensor(pc, 2, bases);
      const products = tensor(pc, 4, bases);
      const before = tensor(pc, 6, bases);
      const gates = tensor(pc, 8, bases);
      const candidate = tensor(pc, 10, bases);
      const h = tensor(pc, 12, bases);
      const lengths = tensor(pc, 14, bases);
      const t = word(pc, 16);
      const B = word(pc, 17);
      const H = word(pc, 18);
      gruStep(x, products, before, gates, candidate, h, lengths, t, B, H);
      break;
    }
    case op.gruStepBackward: {
      const gates = tensor(pc, 2, bases);
      const candidate = tensor(pc, 4, bases);
      const before = tensor(pc, 6, bases);
      const dh = tensor(pc, 8, bases);
      const dx = tensor(pc, 10, bases);
      const dProducts = tensor(pc, 12, bases);
      const dBefore = tensor(pc, 14, bases);
      const lengths = tensor(pc, 16, bases);
      const t = word(pc, 18);
      const B = word(pc, 19);
      const H = word(pc, 20);
      const accumulate = word(pc, 21) !== 0;
      gruStepBackward(gates, candidate, before, dh, dx, dProducts, dBefore, lengths, t, B, H, accumulate);
      break;
    }
    case op.lstmStep: {
      const x = tensor(pc, 2, bases);
      const products = tensor(pc, 4, bases);
      const hBefore = tensor(pc, 6, bases);
      const cBefore = tensor(pc, 8, bases);
      const gates = tensor(pc, 10, bases);
      const c = tensor(pc, 12, bases);
      const h = tensor(pc, 14, bases);
      const lengths = tensor(pc, 16, bases);
      const t = word(pc, 18);
      const B = word(pc, 19);
      const H = word(pc, 20);
      lstmStep(x, products, hBefore, cBefore, gates, c, h, lengths, t, B, H);
      break;
    }
    case op.lstmStepBackward: {
      const gates = tensor(pc, 2, bases);
      const cBefore = tensor(pc, 4, bases);
      const c = tensor(pc, 6, bases);
      const dh = tensor(pc, 8, bases);
      const dc = tensor(pc, 10, bases);
      const dProducts = tensor(pc, 12, bases);
      const dcBefore = tensor(pc, 14, bases);
      const dhBefore = tensor(pc, 16, bases);
      const lengths = tensor(pc, 18, bases);
      const t = word(pc, 20);
      const B = word(pc, 21);
      const H = word(pc, 22);
      const accumulate = word(pc, 23) !== 0;
      lstmStepBackward(gates, cBefore, c, dh, dc, dProducts, dcBefore, dhBefore, lengths, t, B, H, accumulate);
      break;
    }
    case op.adagrad: {
      const p = tensor(pc, 2, bases);
      const g = tensor(pc, 4, bases);
      const s = tensor(pc, 6, bases);
      const sums = tensor(pc, 8, bases);
      const n = word(pc, 10);
      adagrad(p, g, s, sums, n, scalars);
      break;
    }
    case op.adam: {
      const p = tensor(pc, 2, bases);
      const g = tensor(pc, 4, bases);
      const m = tensor(pc, 6, bases);
      const v = tensor(pc, 8, bases);
      const sums = tensor(pc, 10, bases);
      const n = word(pc, 12);
      adam(p, g, m, v, sums, n, scalars);
      break;
    }
    case op.average: {
      const p = tensor(pc, 2, bases);
      const a = tensor(pc, 4, bases);
      const n = word(pc, 6);
      average(p, a, n, scalars);
      break;
    }
    case op.clippedNorm: {
      const g = tensor(pc, 2, bases);
      const sum = tensor(pc, 4, bases);
      const n = word(pc, 6);
      clippedNorm(g, sum, n, scalars);
      break;
    }
    case op.rmsprop: {
      const p = tensor(pc, 2, bases);
      const g = tensor(pc, 4, bases);
      const s = tensor(pc, 6, bases);
      const a = tensor(pc, 8, bases);
      const b = tensor(pc, 10, bases);
      const sums = tensor(pc, 12, bases);
      const n = word(pc, 14);
      rmsprop(p, g, s, a, b, sums, n, scalars);
      break;
    }
    case op.sgd: {
      const p = tensor(pc, 2, bases);
      const g = tensor(pc, 4, bases);
      const m = tensor(pc, 6, bases);
      const sums = tensor(pc, 8, bases);
      const n = word(pc, 10);
      const nesterov = word(pc, 11) !== 0;
      sgd(p, g, m, sums, n, nesterov, scalars);
      break;
    }
    case op.squaredNorm: {
      const g = tensor(pc, 2, bases);
      const sum = tensor(pc, 4, bases);
      const n = word(pc, 6);
      squaredNorm(g, sum, n);
      break;
    }
    default:
      return RUN_BAD_INSTRUCTION;
  }
  return RUN_DONE;
}
