import { messageTable } from "../base/message.ts";

/** What is said of the core, its memory and its threads. */
export const says = messageTable("engine", {
  coreMissing: ({ build }: { build: string }) => ({
    code: "core-missing",
    text: `The file core/${build}.wasm is missing`,
    hint: "Build the project: npm run build",
  }),
  tooLarge: ({ gigabytes }: { gigabytes: number }) => ({
    code: "too-large",
    text: `The network and its minibatch need ${gigabytes.toFixed(1)} GB of memory; WebAssembly has 4 GB at most, and this machine gave no more`,
    hint: "Lower training.batchSize, training.sequenceLength or model.units",
  }),
  engineEnded: () => ({
    code: "engine-ended",
    text: "The engine has ended",
    hint: "This is a bug: please report it.",
  }),
  threadLost: ({ number, threads }: { number: number; threads: number }) => ({
    code: "thread-lost",
    text: `Thread ${number} of ${threads} died or does not answer any more`,
    hint: "Resume the run. If it happens again, train with fewer threads (training.threads).",
    advice: { do: "set", key: "training.threads", value: 1 },
  }),
});
