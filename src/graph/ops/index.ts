// The operations that models are built of: what `Graph.apply` takes. Those that only gradients need stand in the same files.

export { crossEntropy } from "./losses/crossEntropy.ts";
export { absoluteError, huberError, squaredError } from "./losses/errors.ts";
export { sigmoidCrossEntropy } from "./losses/sigmoidCrossEntropy.ts";
export { weightedCrossEntropy } from "./losses/weightedCrossEntropy.ts";
export { relu, sigmoid, tanh } from "./pointwise/activations.ts";
export { add, copy, mul } from "./pointwise/arithmetic.ts";
export { columns, placeColumns } from "./pointwise/columns.ts";
export { dropout } from "./pointwise/dropout.ts";
export { layerNorm } from "./pointwise/layerNorm.ts";
export { bias } from "./products/bias.ts";
export { mulRows } from "./products/diagonal.ts";
export { embedding } from "./products/embedding.ts";
export { matmul } from "./products/matmul.ts";
export { transpose } from "./products/transpose.ts";
export { causalSum } from "./sequences/causalSum.ts";
export { clock, keepBlocks } from "./sequences/clockwork.ts";
export { decay } from "./sequences/decay.ts";
export { gru } from "./sequences/gru.ts";
export { influence } from "./sequences/influence.ts";
export { initialState } from "./sequences/initialState.ts";
export { lstm } from "./sequences/lstm.ts";
export { lstmVariant } from "./sequences/lstmVariant.ts";
export { maxSteps, meanSteps } from "./sequences/pool.ts";
export { rnn } from "./sequences/rnn.ts";
export { keepRows, running, selectRows } from "./sequences/rows.ts";
