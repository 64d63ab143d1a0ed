import { ofCells, ofKinds } from "./ofKinds.ts";
import { ofTasks } from "./ofTasks.ts";
import { ofValues } from "./ofValues.ts";
import type { Support } from "./support.ts";

export { type Support, supports } from "./support.ts";

/** Which key means something beside which value of another: all that is known of it. */
export const supportTable: readonly Support[] = [...ofTasks, ...ofValues, ...ofKinds, ...ofCells];

/** Keys that replace each other: of each pair, at most one is given. */
export const replacing: readonly (readonly [string, string])[] = [["training.steps", "training.epochs"]];
