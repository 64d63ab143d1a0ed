import { messageTable } from "../base/message.ts";
import { count, quoted } from "../base/words.ts";

/** All that this room says, as functions of data. */
export const says = messageTable("inspection", {
  warm: () => ({
    code: "begins-warm",
    text: "The text begins in the state in which lines of the training text begin.",
    key: "sampling.state",
  }),
  backward: () => ({
    code: "reads-backward",
    text: "The network reads from the end: the first step is the last symbol of the text.",
    key: "data.direction",
  }),
  leftOut: ({ symbols }: { symbols: string[] }) => ({
    code: "symbols-left-out",
    text: `The network does not know ${symbols.slice(0, 8).map(quoted).join(", ")}, which ${symbols.length === 1 ? "is" : "are"} left out.`,
  }),
  cut: ({ steps }: { steps: number }) => ({
    code: "steps-cut",
    text: `The last ${count(steps, "step")} ${steps === 1 ? "is" : "are"} cut off, as in training.`,
    key: "training.sequenceLength",
  }),
  written: () => ({ code: "target-written", text: "The target is what the network writes for the source." }),
  nothingToRead: () => ({
    code: "nothing-to-inspect",
    text: "There is nothing in the text that the network can read.",
    hint: "Write a text with symbols that it was trained on.",
  }),
  noSuchTensor: ({ name }: { name: string }) => ({
    code: "no-such-tensor",
    text: `There is no tensor ${quoted(name)} in this look.`,
    hint: "The layers of a look list their tensors by name.",
  }),
  noSuchLayer: ({ name }: { name: string }) => ({
    code: "no-such-layer",
    text: `There is no layer ${quoted(name)} in this network.`,
  }),
  saysNothing: ({ name, because }: { name: string; because: string }) => ({
    code: "layer-says-nothing",
    text: `Layer ${name} does not say anything by itself. ${because}`,
  }),
});
