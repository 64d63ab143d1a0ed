import type { Operation } from "../operation.ts";
import * as causalSum from "./causalSum.ts";
import * as clockwork from "./clockwork.ts";
import * as columns from "./columns.ts";
import * as crossEntropy from "./crossEntropy.ts";
import * as decay from "./decay.ts";
import * as diagonal from "./diagonal.ts";
import * as dropout from "./dropout.ts";
import * as elementwise from "./elementwise.ts";
import * as embedding from "./embedding.ts";
import * as errors from "./errors.ts";
import * as gru from "./gru.ts";
import * as influence from "./influence.ts";
import * as initialState from "./initialState.ts";
import * as layerNorm from "./layerNorm.ts";
import * as lstm from "./lstm.ts";
import * as lstmVariant from "./lstmVariant.ts";
import * as matmul from "./matmul.ts";
import * as pool from "./pool.ts";
import * as rnn from "./rnn.ts";
import * as rows from "./rows.ts";
import * as sigmoidCrossEntropy from "./sigmoidCrossEntropy.ts";
import * as weightedCrossEntropy from "./weightedCrossEntropy.ts";

const all: Operation[] = [
  matmul.matmul,
  matmul.bias,
  matmul.columnSum,
  matmul.transpose,
  elementwise.tanh,
  elementwise.tanhBackward,
  elementwise.sigmoid,
  elementwise.sigmoidBackward,
  elementwise.relu,
  elementwise.reluBackward,
  elementwise.add,
  elementwise.mul,
  elementwise.copy,
  elementwise.fill,
  columns.columns,
  columns.placeColumns,
  diagonal.mulRows,
  diagonal.productSum,
  causalSum.causalSum,
  causalSum.causalSumBackward,
  clockwork.keepBlocks,
  clockwork.clock,
  decay.decay,
  decay.decayBackward,
  embedding.embedding,
  embedding.scatterAdd,
  dropout.dropout,
  crossEntropy.crossEntropy,
  crossEntropy.crossEntropyBackward,
  rnn.rnn,
  rnn.rnnBackward,
  lstm.lstm,
  lstm.lstmBackward,
  lstmVariant.lstmVariant,
  lstmVariant.lstmVariantBackward,
  gru.gru,
  gru.gruBackward,
  weightedCrossEntropy.weightedCrossEntropy,
  weightedCrossEntropy.weightedCrossEntropyBackward,
  sigmoidCrossEntropy.sigmoidCrossEntropy,
  sigmoidCrossEntropy.sigmoidCrossEntropyBackward,
  errors.squaredError,
  errors.absoluteError,
  errors.huberError,
  errors.squaredErrorBackward,
  errors.absoluteErrorBackward,
  errors.huberErrorBackward,
  rows.keepRows,
  rows.selectRows,
  rows.running,
  layerNorm.layerNorm,
  layerNorm.layerNormBackward,
  layerNorm.layerNormGain,
  initialState.initialState,
  initialState.initialStateBackward,
  influence.influence,
  influence.influenceForward,
  pool.meanSteps,
  pool.meanStepsBackward,
  pool.maxSteps,
  pool.maxStepsBackward,
];

/** Every operation by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(all.map((operation) => [operation.name, operation]));
