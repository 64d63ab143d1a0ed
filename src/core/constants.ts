// What the core and those who write programs for it have to agree on. Plain constants, valid in AssemblyScript and in TypeScript
// alike.

// The parts of memory where operands lie, by number; NO_SEGMENT stands for "absent" (a null pointer).

export const SEGMENT_PARAMETERS = 0;
export const SEGMENT_GRADIENTS = 1;
export const SEGMENT_STATE = 2;
export const SEGMENT_ACTIVATIONS = 3;
export const SEGMENT_INPUTS = 4;
export const SEGMENT_SCALARS = 5;
/** What depends on parameters alone (packed weights, projected embedding): made once a step, read by every shard. */
export const SEGMENT_SHARED = 6;
/** Working memory of a single instruction. */
export const SEGMENT_SCRATCH = 7;
/** Gradients that all shards add up in one place, in turns. */
export const SEGMENT_JOINT = 8;
export const SEGMENT_COUNT = 9;
export const NO_SEGMENT = -1;

// Byte offsets of the scalar slots.
export const SLOT_INVERSE_TOKENS = 0; // f32: 1 / predicted tokens of the whole minibatch
export const SLOT_SEED = 4; // u32: seed of the dropout masks
export const SLOT_STEP = 8; // u32: step number, 1 at the first
export const SLOT_FIRST_ROW = 12; // u32: the row of the whole minibatch that is this shard's first
export const SLOT_ROWS = 16; // u32: rows of the whole minibatch
export const SLOT_CLIP_VALUE = 24; // f32: bound of each component, 0 = none
export const SLOT_RATE = 28; // f32: step size; Adam's is learning rate / (1 - β1^step)
export const SLOT_BETA1 = 32; // f32: of means of the gradient: Adam's β1, momentum
export const SLOT_BETA2 = 36; // f32: of means of its square: Adam's β2, RMSprop's α
export const SLOT_CORRECTION2 = 40; // f32: 1 / sqrt(1 - β2^step)
export const SLOT_EPSILON = 44; // f32
export const SLOT_GRADIENT_NORM = 48; // f64: ‖g‖₂ of all parameters before clipping
export const SLOT_CLIP_SCALE = 56; // f32: min(1, θ / (‖g‖ + 1e-6))
export const SLOT_COMPLEMENT1 = 60; // f32: 1 - β1, rounded once; 1 - dampening
export const SLOT_COMPLEMENT2 = 64; // f32: 1 - β2, rounded once
export const SLOT_DECAY = 68; // f32: weight decay as a part of the gradient
export const SLOT_SHRINK = 72; // f32: what parameters are multiplied by before a step: 1 - learning rate · decoupled decay
export const SLOT_AVERAGE_WEIGHT = 76; // f32: weight of the new parameters in their running average
export const SLOT_FRESH = 96; // u32: not 0 when the states were cleared since the last step that was taken
export const SCALARS_BYTES = 128;

// The activations that a scan is told by number.
export const ACTIVATION_TANH = 0;
export const ACTIVATION_RELU = 1;
export const ACTIVATION_SIGMOID = 2;
export const ACTIVATION_IDENTITY = 3;

// The errors that errorForward is told by number.
export const ERROR_SQUARED = 0;
export const ERROR_ABSOLUTE = 1;
export const ERROR_HUBER = 2;

// The numbers (f64) that a step leaves of what it updated: ‖g‖², ‖g‖² after clipping by value, ‖change‖², ‖parameters‖² before.
export const STATISTICS_GRADIENT = 0;
export const STATISTICS_CLIPPED = 8;
export const STATISTICS_UPDATE = 16;
export const STATISTICS_BYTES = 32;

// The shape of packed operands and of the products' blocks; the lowering sizes buffers by them.
export const PANEL_COLUMNS = 8;
export const TILE_ROWS = 6;
export const DEPTH_BLOCK = 256;
/** Tiles of rows that go through one panel before the next: 16·6 rows × 256 of depth are 96 KB, half of a small L2. */
export const BLOCK_TILES = 16;
/** Rows of the influence that go through all time steps together: a block of 128 units is 24 KB. */
export const INFLUENCE_ROWS = 48;

// The fused output layer: a block of logits is so many rows of the hidden sequence, which take little memory with any number of symbols,
// and is worked on for so many symbols at a time, whose weights and logits (288×256 and 288×48 floats) a second cache of 512 KB holds.
export const LINEAR_ROWS = 48;
export const LINEAR_SYMBOLS = 288;
/** Columns of the weight that are packed together. */
export const LINEAR_COLUMNS = 64;

/** Rows and symbols of a block of topLogits: it stays in the second cache. An odd number of cache lines lies between two rows. */
export const TOP_ROWS = 192;
export const TOP_SYMBOLS = 144;

// What `run` answers.
export const RUN_DONE = 0;
export const RUN_STOPPED = 1;
export const RUN_BAD_INSTRUCTION = 2;
