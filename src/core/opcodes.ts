// The one list of the core's instructions and segments. Plain constants, valid in AssemblyScript and in TypeScript alike:
// `src/graph` lowers to these numbers, `src/core/program.ts` walks them.
//
// An instruction is a run of 32-bit words: opcode, length of the instruction in words, arguments. An operand is two words,
// segment and byte offset; NO_SEGMENT stands for "absent" (a null pointer).

export const SEGMENT_PARAMETERS: i32 = 0;
export const SEGMENT_GRADIENTS: i32 = 1;
export const SEGMENT_MOMENTS: i32 = 2;
export const SEGMENT_STATE: i32 = 3;
export const SEGMENT_ACTIVATIONS: i32 = 4;
export const SEGMENT_INPUTS: i32 = 5;
export const SEGMENT_SCALARS: i32 = 6;
/** What depends on parameters alone (packed weights, projected embedding): made once a step, read by every shard. */
export const SEGMENT_SHARED: i32 = 7;
/** Working memory of a single instruction. */
export const SEGMENT_SCRATCH: i32 = 8;
export const SEGMENT_COUNT: i32 = 9;
export const NO_SEGMENT: i32 = -1;

// Byte offsets of the scalar slots.
export const SLOT_INVERSE_TOKENS: i32 = 0; // f32: 1 / predicted tokens of the whole minibatch
export const SLOT_SEED: i32 = 4; // u32: seed of the dropout masks
export const SLOT_STEP: i32 = 8; // u32: step number, 1 at the first
export const SLOT_FIRST_ROW: i32 = 12; // u32: the row of the whole minibatch that is this shard's first
export const SLOT_ROWS: i32 = 16; // u32: rows of the whole minibatch
export const SLOT_CLIP_NORM: i32 = 20; // f32: bound of the gradient norm, 0 = none
export const SLOT_CLIP_VALUE: i32 = 24; // f32: bound of each component, 0 = none
export const SLOT_RATE: i32 = 28; // f32: step size (Adam: learning rate / (1 - β1^step))
export const SLOT_BETA1: i32 = 32; // f32
export const SLOT_BETA2: i32 = 36; // f32
export const SLOT_CORRECTION2: i32 = 40; // f32: 1 / sqrt(1 - β2^step)
export const SLOT_EPSILON: i32 = 44; // f32
export const SLOT_GRADIENT_NORM: i32 = 48; // f64, written by GRADIENT_NORM: ‖g‖₂ before clipping
export const SLOT_CLIP_SCALE: i32 = 56; // f32, written by GRADIENT_NORM: min(1, θ / (‖g‖ + 1e-6))
export const SCALARS_BYTES: i32 = 64;

export const OP_FILL: i32 = 1;
export const OP_COPY: i32 = 2;
export const OP_TRANSPOSE: i32 = 3;
export const OP_PACK: i32 = 4;
export const OP_GEMM: i32 = 5;
export const OP_GEMM_TRANSPOSED: i32 = 6;
export const OP_GATHER: i32 = 7;
export const OP_SCATTER_ADD: i32 = 8;
export const OP_BIAS: i32 = 9;
export const OP_COLUMN_SUM: i32 = 10;
export const OP_TANH: i32 = 11;
export const OP_TANH_BACKWARD: i32 = 12;
export const OP_SIGMOID: i32 = 13;
export const OP_SIGMOID_BACKWARD: i32 = 14;
export const OP_ADD: i32 = 15;
export const OP_MUL: i32 = 16;
export const OP_DROPOUT: i32 = 17;
export const OP_CROSS_ENTROPY: i32 = 18;
export const OP_CROSS_ENTROPY_BACKWARD: i32 = 19;
export const OP_RNN: i32 = 20;
export const OP_RNN_BACKWARD: i32 = 21;
export const OP_LSTM: i32 = 22;
export const OP_LSTM_BACKWARD: i32 = 23;
export const OP_GRU: i32 = 24;
export const OP_GRU_BACKWARD: i32 = 25;
export const OP_SUM: i32 = 26;
export const OP_GRADIENT_NORM: i32 = 27;
export const OP_SGD: i32 = 28;
export const OP_ADAM: i32 = 29;

/** What `run` answers. */
export const RUN_DONE: i32 = 0;
export const RUN_STOPPED: i32 = 1;
export const RUN_BAD_INSTRUCTION: i32 = 2;

// The shape of packed operands and of the products' blocks; the lowering sizes buffers by them.
export const PANEL_COLUMNS: i32 = 8;
export const TILE_ROWS: i32 = 6;
export const DEPTH_BLOCK: i32 = 256;
