/** What Node's modules `v8` and `vm` have of this. */
interface Flags {
  setFlagsFromString(flags: string): void;
}
interface Contexts {
  runInNewContext(code: string): unknown;
}

/** The newest V8 whose flag for code was tried; it would complain of an unknown one on standard error. */
const LAST_TRIED = 14;

/**
 * Gives back the memory that a thread took to start and does not need any more, which V8 keeps where little is allocated later: some 3 MB of
 * an empty one, and the code of functions that have run once. What is called again is compiled again. It takes the thread about 10 ms, and
 * nothing happens where V8 does not offer it.
 *
 * @param v8 Node's module of that name
 * @param vm another
 * @param version of V8, `process.versions.v8`
 */
export function returnGarbage(v8: Flags, vm: Contexts, version: string): void {
  let collect: unknown;
  // Flags are the whole process's: this one only says that a context which is made now has the function.
  v8.setFlagsFromString("--expose-gc");
  try {
    collect = vm.runInNewContext("typeof gc === 'function' ? gc : undefined");
  } finally {
    v8.setFlagsFromString("--no-expose-gc");
  }
  if (typeof collect !== "function") return;
  const withCode = Number.parseInt(version, 10) <= LAST_TRIED;
  if (withCode) v8.setFlagsFromString("--stress-flush-code");
  try {
    collect({ type: "major", flavor: "last-resort" });
  } finally {
    if (withCode) v8.setFlagsFromString("--no-stress-flush-code");
  }
}
