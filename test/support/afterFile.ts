/**
 * What modules of support leave behind goes after each file of tests: several files may share a process, in which a module is loaded once,
 * and an `afterAll` of its own would be of the first file alone. Vitest loads this file anew for each (`setupFiles`).
 */
import { afterAll } from "vitest";
import { ends } from "./ends.ts";

afterAll(async () => {
  await Promise.all([...ends].map((end) => end()));
});
