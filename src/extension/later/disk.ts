// What reads configs and runs, in a script of its own: it is loaded when it is first needed, so that activation is quick.

export { keyRange, parseConfig } from "../../config/index.ts";
export { listRuns, RunFolder } from "../../runs/index.ts";
