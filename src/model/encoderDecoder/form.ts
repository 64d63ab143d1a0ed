import type { ModelOptions } from "../stackLayer.ts";

/** How a decoder looks at what the encoder has read. */
export interface AttentionForm {
  /** dot: q·k; general: qᵀW k; additive: vᵀ tanh(W_q q + W_k k). */
  name: "dot" | "general" | "additive";
  /** Numbers of queries and keys of additive scores. */
  size: number;
  /** The state before a step asks, and the step reads the answer; or the state after it does. */
  query: "before" | "after";
}

/** What makes a network an encoder and a decoder: the second of them. */
export interface DecoderForm {
  /** Its layers, of one direction. */
  options: ModelOptions;
  /** V_y, symbols of the target. */
  vocabulary: number;
  /** What its states start from, of the states in which the encoder ends. */
  bridge: "linear" | "copy" | "zero";
  attention: AttentionForm | null;
  /** Whether it reads symbols by the encoder's embedding. */
  sharedEmbedding: boolean;
}
