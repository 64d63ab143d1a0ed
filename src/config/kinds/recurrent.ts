import type { KindFacts } from "./kindFacts.ts";

export const recurrent: KindFacts = {
  about: "A recurrent network.",
  called: "recurrent network",
  keys: [],
};
