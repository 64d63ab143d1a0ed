// What the engine uses of WebAssembly, as Node has it: TypeScript declares it for browsers alone.

declare namespace WebAssembly {
  interface MemoryDescriptor {
    initial: number;
    maximum: number;
    shared: boolean;
  }

  /** `initial` and `maximum` count pages of 64 KB. */
  class Memory {
    constructor(descriptor: MemoryDescriptor);
    readonly buffer: ArrayBuffer;
    /** Grows by so many pages; the number of pages before. */
    grow(pages: number): number;
  }

  class Module {
    constructor(bytes: Uint8Array);
    private readonly module: never;
  }

  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }

  function validate(bytes: Uint8Array): boolean;
  function compile(bytes: Uint8Array): Promise<Module>;
}
