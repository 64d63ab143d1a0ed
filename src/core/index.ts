// The core's one entry: `run` walks a program (see opcodes.ts). The memory is the caller's; nothing is allocated here.
import { causalSum, causalSumBackward } from "./sequences/causalSum";
import { clockMasks, keepBlocks } from "./sequences/clockwork";
import { stopRequested } from "./control";
import { crossEntropyBackward, crossEntropyForward } from "./losses/crossEntropy";
import { decayBackward, decayForward } from "./sequences/decay";
import { dropout } from "./pointwise/dropout";
import * as elementwise from "./pointwise/elementwise";
import { gather, gatherRunning, scatterAdd, scatterAddRunning } from "./products/embedding";
import { keepRows, running, selectRows } from "./sequences/ended";
import { errorBackward, errorForward } from "./losses/errors";
import { gemm, gemmTransposed } from "./products/matmul";
import { gruBackward, gruForward } from "./sequences/gru";
import { layerNorm, layerNormBackward, layerNormGain } from "./pointwise/layerNorm";
import { influence } from "./sequences/influence";
import { lstmBackward, lstmForward } from "./sequences/lstm";
import { lstmVariantBackward, lstmVariantForward } from "./sequences/lstmVariant";
import * as op from "./opcodes";
import { adagrad, adam, average, clippedNorm, rmsprop, sgd, squaredNorm } from "./optimizers";
import { packRows, packTransposed } from "./products/pack";
import { rnnBackward, rnnForward } from "./sequences/rnn";
import { sigmoidCrossEntropyBackward, sigmoidCrossEntropyForward } from "./losses/sigmoidCrossEntropy";
import { weightedCrossEntropyBackward, weightedCrossEntropyForward } from "./losses/weightedCrossEntropy";
import { maxSteps, maxStepsBackward, meanSteps, meanStepsBackward } from "./sequences/pool";

/** The pointer of the operand at word `at`: the base of its segment plus its offset; 0 when absent. */
// @ts-ignore: decorator
@inline
function pointer(bases: usize, pc: usize, at: i32): usize {
  const segment = load<i32>(pc + (at << 2));
  return segment < 0 ? 0 : (load<u32>(bases + (segment << 2)) as usize) + load<u32>(pc + (at << 2), 4);
}

// @ts-ignore: decorator
@inline
function word(pc: usize, at: i32): i32 {
  return load<i32>(pc + (at << 2));
}

/**
 * Runs the program in [program, program + bytes) with the segments' bases (SEGMENT_COUNT pointers at `bases`).
 * Returns RUN_DONE, RUN_STOPPED (seen between instructions or within a scan) or RUN_BAD_INSTRUCTION. A program that must not be
 * cut in two, such as an update, is not `stoppable`; it holds no scan.
 */
export function run(program: usize, bytes: i32, bases: usize, stoppable: bool): i32 {
  const end = program + bytes;
  const scratch = load<u32>(bases + (op.SEGMENT_SCRATCH << 2)) as usize;
  const scalars = load<u32>(bases + (op.SEGMENT_SCALARS << 2)) as usize;
  let pc = program;
  while (pc < end) {
    if (stoppable && stopRequested()) return op.RUN_STOPPED;
    // Arguments begin at word 2; p0, p1 … name the operands by their order, n0, n1 … the numbers behind them.
    switch (word(pc, 0)) {
      case op.OP_FILL:
        elementwise.fill(pointer(bases, pc, 2), reinterpret<f32>(word(pc, 4)), word(pc, 5));
        break;
      case op.OP_COPY:
        memory.copy(pointer(bases, pc, 4), pointer(bases, pc, 2), word(pc, 6) << 2);
        break;
      case op.OP_TRANSPOSE:
        elementwise.transpose(pointer(bases, pc, 2), pointer(bases, pc, 4), word(pc, 6), word(pc, 7), word(pc, 8) != 0);
        break;
      case op.OP_PACK:
        if (word(pc, 9)) packTransposed(pointer(bases, pc, 2), word(pc, 6), pointer(bases, pc, 4), word(pc, 7), word(pc, 8));
        else packRows(pointer(bases, pc, 2), word(pc, 6), pointer(bases, pc, 4), word(pc, 7), word(pc, 8));
        break;
      case op.OP_GEMM:
        gemm(
          pointer(bases, pc, 2),
          word(pc, 10),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 11),
          pointer(bases, pc, 8),
          word(pc, 12),
          word(pc, 13),
          word(pc, 14),
          word(pc, 15),
          scratch,
        );
        break;
      case op.OP_GEMM_TRANSPOSED:
        gemmTransposed(
          pointer(bases, pc, 2),
          word(pc, 8),
          pointer(bases, pc, 4),
          word(pc, 9),
          pointer(bases, pc, 6),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
          word(pc, 13),
          word(pc, 14) != 0,
          scratch,
        );
        break;
      case op.OP_GATHER:
        gather(pointer(bases, pc, 2), pointer(bases, pc, 4), pointer(bases, pc, 6), word(pc, 8), word(pc, 9));
        break;
      case op.OP_SCATTER_ADD:
        scatterAdd(pointer(bases, pc, 2), pointer(bases, pc, 4), pointer(bases, pc, 6), word(pc, 8), word(pc, 9));
        break;
      case op.OP_BIAS:
        elementwise.biasForward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9),
        );
        break;
      case op.OP_COLUMN_SUM:
        elementwise.columnSum(pointer(bases, pc, 2), pointer(bases, pc, 4), word(pc, 6), word(pc, 7), word(pc, 8) != 0);
        break;
      case op.OP_TANH:
        elementwise.tanhForward(pointer(bases, pc, 2), pointer(bases, pc, 4), word(pc, 6));
        break;
      case op.OP_TANH_BACKWARD:
        elementwise.tanhBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9) != 0,
        );
        break;
      case op.OP_SIGMOID:
        elementwise.sigmoidForward(pointer(bases, pc, 2), pointer(bases, pc, 4), word(pc, 6));
        break;
      case op.OP_SIGMOID_BACKWARD:
        elementwise.sigmoidBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9) != 0,
        );
        break;
      case op.OP_ADD:
        elementwise.addScaled(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          reinterpret<f32>(word(pc, 9)),
          pointer(bases, pc, 6),
          word(pc, 8),
        );
        break;
      case op.OP_MUL:
        elementwise.multiply(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9) != 0,
        );
        break;
      case op.OP_DROPOUT:
        dropout(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          word(pc, 6),
          word(pc, 7),
          word(pc, 8),
          word(pc, 9),
          word(pc, 10),
          reinterpret<f32>(word(pc, 11)),
          load<u32>(scalars, op.SLOT_SEED),
          load<u32>(scalars, op.SLOT_STEP),
          load<u32>(scalars, op.SLOT_FIRST_ROW),
          load<u32>(scalars, op.SLOT_ROWS),
          word(pc, 12) != 0,
          word(pc, 13),
          word(pc, 14) != 0,
          word(pc, 15) != 0,
        );
        break;
      case op.OP_CROSS_ENTROPY:
        store<f32>(
          pointer(bases, pc, 8),
          crossEntropyForward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            word(pc, 10),
            word(pc, 11),
            load<f32>(scalars, op.SLOT_INVERSE_TOKENS),
          ),
        );
        break;
      case op.OP_CROSS_ENTROPY_BACKWARD:
        crossEntropyBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          load<f32>(scalars, op.SLOT_INVERSE_TOKENS) * load<f32>(pointer(bases, pc, 6)),
        );
        break;
      case op.OP_GATHER_RUNNING:
        gatherRunning(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
        );
        break;
      case op.OP_SCATTER_ADD_RUNNING:
        scatterAddRunning(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
        );
        break;
      case op.OP_KEEP_ROWS:
        keepRows(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12) != 0,
          word(pc, 13) != 0,
        );
        break;
      case op.OP_SELECT_ROWS:
        selectRows(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
        );
        break;
      case op.OP_RUNNING:
        running(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          word(pc, 6),
          word(pc, 7),
        );
        break;
      case op.OP_LAYER_NORM:
        layerNorm(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          pointer(bases, pc, 10),
          word(pc, 12),
          word(pc, 13),
        );
        break;
      case op.OP_LAYER_NORM_BACKWARD:
        layerNormBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          pointer(bases, pc, 10),
          word(pc, 12),
          word(pc, 13),
          word(pc, 14) != 0,
        );
        break;
      case op.OP_LAYER_NORM_GAIN:
        layerNormGain(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12) != 0,
        );
        break;
      case op.OP_INITIAL_STATE: {
        const rows = word(pc, 8);
        const bytes = word(pc, 9) << 2;
        const fresh = load<u32>(scalars, op.SLOT_FRESH) != 0;
        const out = pointer(bases, pc, 6);
        if (!fresh) memory.copy(out, pointer(bases, pc, 2), rows * bytes);
        else for (let b = 0; b < rows; b++) memory.copy(out + b * bytes, pointer(bases, pc, 4), bytes);
        break;
      }
      case op.OP_INITIAL_STATE_BACKWARD: {
        // Of states that were carried here the parameter has no part: no rows are added.
        const rows = load<u32>(scalars, op.SLOT_FRESH) ? word(pc, 6) : 0;
        elementwise.columnSum(pointer(bases, pc, 2), pointer(bases, pc, 4), rows, word(pc, 7), word(pc, 8) != 0);
        break;
      }
      case op.OP_WEIGHTED_CROSS_ENTROPY:
        weightedCrossEntropyForward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          pointer(bases, pc, 10),
          pointer(bases, pc, 12),
          pointer(bases, pc, 14),
          word(pc, 16),
          word(pc, 17),
          reinterpret<f32>(word(pc, 18)),
          load<f32>(scalars, op.SLOT_INVERSE_TOKENS),
        );
        break;
      case op.OP_WEIGHTED_CROSS_ENTROPY_BACKWARD:
        weightedCrossEntropyBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          pointer(bases, pc, 12),
          word(pc, 14),
          word(pc, 15),
          reinterpret<f32>(word(pc, 16)),
          load<f32>(scalars, op.SLOT_INVERSE_TOKENS) * load<f32>(pointer(bases, pc, 10)),
        );
        break;
      case op.OP_SIGMOID_CROSS_ENTROPY:
        store<f32>(
          pointer(bases, pc, 12),
          sigmoidCrossEntropyForward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            word(pc, 14),
            word(pc, 15),
            load<f32>(scalars, op.SLOT_INVERSE_TOKENS),
          ),
        );
        break;
      case op.OP_SIGMOID_CROSS_ENTROPY_BACKWARD:
        sigmoidCrossEntropyBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          pointer(bases, pc, 10),
          pointer(bases, pc, 14),
          word(pc, 16),
          word(pc, 17),
          load<f32>(scalars, op.SLOT_INVERSE_TOKENS) * load<f32>(pointer(bases, pc, 12)),
        );
        break;
      case op.OP_ERROR:
        store<f32>(
          pointer(bases, pc, 8),
          errorForward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            word(pc, 10),
            word(pc, 11),
            word(pc, 12),
            reinterpret<f32>(word(pc, 13)),
            load<f32>(scalars, op.SLOT_INVERSE_TOKENS),
          ),
        );
        break;
      case op.OP_ERROR_BACKWARD:
        errorBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 10),
          word(pc, 12),
          word(pc, 13),
          word(pc, 14),
          reinterpret<f32>(word(pc, 15)),
          load<f32>(scalars, op.SLOT_INVERSE_TOKENS) * load<f32>(pointer(bases, pc, 8)),
        );
        break;
      case op.OP_INFLUENCE:
        if (
          !influence(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            pointer(bases, pc, 16),
            word(pc, 18),
            word(pc, 19),
            word(pc, 20),
            word(pc, 21),
            word(pc, 22),
            word(pc, 23) != 0,
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_RNN:
        if (
          !rnnForward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            word(pc, 16),
            word(pc, 17),
            word(pc, 18),
            word(pc, 19) != 0,
            word(pc, 20),
            reinterpret<f32>(word(pc, 21)),
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_RNN_BACKWARD:
        if (
          !rnnBackward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            pointer(bases, pc, 16),
            word(pc, 18),
            word(pc, 19),
            word(pc, 20),
            word(pc, 21) != 0,
            word(pc, 22),
            reinterpret<f32>(word(pc, 23)),
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_LSTM:
        if (
          !lstmForward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            pointer(bases, pc, 16),
            word(pc, 18),
            word(pc, 19),
            word(pc, 20),
            word(pc, 21) != 0,
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_LSTM_BACKWARD:
        if (
          !lstmBackward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            pointer(bases, pc, 16),
            pointer(bases, pc, 18),
            pointer(bases, pc, 20),
            word(pc, 22),
            word(pc, 23),
            word(pc, 24),
            word(pc, 25) != 0,
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_GRU:
        if (
          !gruForward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            pointer(bases, pc, 16),
            pointer(bases, pc, 18),
            word(pc, 20),
            word(pc, 21),
            word(pc, 22),
            word(pc, 23) != 0,
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_GRU_BACKWARD:
        if (
          !gruBackward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            pointer(bases, pc, 16),
            pointer(bases, pc, 18),
            pointer(bases, pc, 20),
            pointer(bases, pc, 22),
            word(pc, 24),
            word(pc, 25),
            word(pc, 26),
            word(pc, 27) != 0,
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_SQUARED_NORM: {
        const sum = pointer(bases, pc, 4);
        store<f64>(sum, load<f64>(sum) + squaredNorm(pointer(bases, pc, 2), word(pc, 6)));
        break;
      }
      // A step whose gradient is not finite is not taken, whatever the caller does.
      case op.OP_SGD:
        if (!isFinite(load<f64>(scalars, op.SLOT_GRADIENT_NORM))) break;
        sgd(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 10),
          word(pc, 11) != 0,
          scalars,
          pointer(bases, pc, 8),
        );
        break;
      case op.OP_ADAM:
        if (!isFinite(load<f64>(scalars, op.SLOT_GRADIENT_NORM))) break;
        adam(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 12),
          scalars,
          pointer(bases, pc, 10),
        );
        break;
      case op.OP_RMSPROP:
        if (!isFinite(load<f64>(scalars, op.SLOT_GRADIENT_NORM))) break;
        rmsprop(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          pointer(bases, pc, 10),
          word(pc, 14),
          scalars,
          pointer(bases, pc, 12),
        );
        break;
      case op.OP_ADAGRAD:
        if (!isFinite(load<f64>(scalars, op.SLOT_GRADIENT_NORM))) break;
        adagrad(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 10),
          scalars,
          pointer(bases, pc, 8),
        );
        break;
      case op.OP_CLIPPED_NORM:
        clippedNorm(pointer(bases, pc, 2), word(pc, 6), scalars, pointer(bases, pc, 4));
        break;
      case op.OP_AVERAGE:
        if (!isFinite(load<f64>(scalars, op.SLOT_GRADIENT_NORM))) break;
        average(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          word(pc, 6),
          load<f32>(scalars, op.SLOT_AVERAGE_WEIGHT),
        );
        break;
      case op.OP_COPY_COLUMNS:
        elementwise.copyColumns(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          word(pc, 6),
          word(pc, 7),
          word(pc, 8),
          word(pc, 9),
          word(pc, 10) != 0,
        );
        break;
      case op.OP_RELU:
        elementwise.reluForward(pointer(bases, pc, 2), pointer(bases, pc, 4), word(pc, 6));
        break;
      case op.OP_RELU_BACKWARD:
        elementwise.reluBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9) != 0,
        );
        break;
      case op.OP_MUL_ROWS:
        elementwise.multiplyRows(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9),
          word(pc, 10) != 0,
        );
        break;
      case op.OP_PRODUCT_SUM:
        elementwise.productSum(
          pointer(bases, pc, 2),
          word(pc, 8),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 9),
          word(pc, 10),
          word(pc, 11) != 0,
        );
        break;
      case op.OP_KEEP_BLOCKS:
        keepBlocks(pointer(bases, pc, 2), pointer(bases, pc, 4), word(pc, 6), word(pc, 8), pc + 36, word(pc, 7) != 0);
        break;
      case op.OP_CLOCK:
        clockMasks(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
          word(pc, 13) != 0,
          word(pc, 14),
          word(pc, 15),
          pc + 64,
        );
        break;
      case op.OP_DECAY:
        decayForward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
          word(pc, 13) != 0,
          reinterpret<f32>(word(pc, 14)),
        );
        break;
      case op.OP_DECAY_BACKWARD:
        decayBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
          word(pc, 13) != 0,
          reinterpret<f32>(word(pc, 14)),
        );
        break;
      case op.OP_LSTM_VARIANT:
        if (
          !lstmVariantForward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            pointer(bases, pc, 16),
            pointer(bases, pc, 18),
            pointer(bases, pc, 20),
            pointer(bases, pc, 22),
            pointer(bases, pc, 24),
            pointer(bases, pc, 26),
            word(pc, 28),
            word(pc, 29),
            word(pc, 30),
            word(pc, 31),
            word(pc, 32) != 0,
            word(pc, 33) != 0,
            word(pc, 34),
            word(pc, 35),
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_LSTM_VARIANT_BACKWARD:
        if (
          !lstmVariantBackward(
            pointer(bases, pc, 2),
            pointer(bases, pc, 4),
            pointer(bases, pc, 6),
            pointer(bases, pc, 8),
            pointer(bases, pc, 10),
            pointer(bases, pc, 12),
            pointer(bases, pc, 14),
            pointer(bases, pc, 16),
            pointer(bases, pc, 18),
            pointer(bases, pc, 20),
            pointer(bases, pc, 22),
            pointer(bases, pc, 24),
            pointer(bases, pc, 26),
            pointer(bases, pc, 28),
            pointer(bases, pc, 30),
            word(pc, 32),
            word(pc, 33),
            word(pc, 34),
            word(pc, 35),
            word(pc, 36) != 0,
            word(pc, 37) != 0,
            word(pc, 38),
            word(pc, 39),
            scratch,
          )
        )
          return op.RUN_STOPPED;
        break;
      case op.OP_CAUSAL_SUM:
        causalSum(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          pointer(bases, pc, 10),
          word(pc, 12),
          word(pc, 13),
          word(pc, 14),
          word(pc, 15),
          word(pc, 16),
        );
        break;
      case op.OP_CAUSAL_SUM_BACKWARD:
        causalSumBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
        );
        break;
      case op.OP_MEAN_STEPS:
        meanSteps(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9),
          word(pc, 10),
        );
        break;
      case op.OP_MEAN_STEPS_BACKWARD:
        meanStepsBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9),
          word(pc, 10),
          word(pc, 11) != 0,
        );
        break;
      case op.OP_MAX_STEPS:
        maxSteps(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          pointer(bases, pc, 8),
          word(pc, 10),
          word(pc, 11),
          word(pc, 12),
        );
        break;
      case op.OP_MAX_STEPS_BACKWARD:
        maxStepsBackward(
          pointer(bases, pc, 2),
          pointer(bases, pc, 4),
          pointer(bases, pc, 6),
          word(pc, 8),
          word(pc, 9),
          word(pc, 10),
          word(pc, 11) != 0,
        );
        break;
      default:
        return op.RUN_BAD_INSTRUCTION;
    }
    pc += word(pc, 1) << 2;
  }
  return op.RUN_DONE;
}
