import type { SymbolReader } from "./symbolReader.ts";

/**
 * A model that writes one sequence for another: it reads a source, and then what it has written of the target, symbol by symbol in
 * several rows at once.
 */
export interface TargetReader extends SymbolReader {
  /**
   * Begins to write for each of these sources, in `rowsEach` rows: source s has the rows from s · rowsEach. Every row has then read
   * the symbol that a target begins with.
   */
  begin(sources: readonly Int32Array[], rowsEach: number): void;
  attention(row: number): Float32Array | undefined;
}
