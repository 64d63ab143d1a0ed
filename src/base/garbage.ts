/** What Node's modules `v8` and `vm` have of this. */
interface Flags {
  setFlagsFromString(flags: string): void;
}
interface Contexts {
  runInNewContext(code: string): unknown;
}

/**
 * Gives back the memory that a thread took to start and does not need any more: some 3 MB of an empty one, which V8 keeps where little is
 * allocated later. It takes the thread about 10 ms, and nothing happens where V8 does not offer it.
 *
 * @param v8 Node's module of that name
 * @param vm another
 */
export function returnGarbage(v8: Flags, vm: Contexts): void {
  let collect: unknown;
  // Flags are the whole process's: this one only says that a context which is made now has the function.
  v8.setFlagsFromString("--expose-gc");
  try {
    collect = vm.runInNewContext("typeof gc === 'function' ? gc : undefined");
  } finally {
    v8.setFlagsFromString("--no-expose-gc");
  }
  if (typeof collect === "function") collect({ type: "major", flavor: "last-resort" });
}
