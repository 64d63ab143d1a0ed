import path from "node:path";

/** The repository, whatever folder the tests were started from. */
export const repository = path.resolve(import.meta.dirname, "../..");

/** Downloads that outlive a run; git ignores it, and deleting it costs only time. */
export const cacheFolder = path.join(repository, ".vscode-test");

/** What a run leaves to be looked at: logs and screenshots; git ignores it. */
export const outputFolder = path.join(repository, "test/output");
