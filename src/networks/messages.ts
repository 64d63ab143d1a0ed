import { messageTable } from "../base/message.ts";
import { grouped } from "../base/words.ts";

/** What is said of networks, and of the files that hold their parameters. */
export const says = messageTable("networks", {
  influenceTooLarge: (of: {
    batchSize: number;
    units: number;
    parameters: number;
    numbers: number;
    most: number;
    symbols: number;
  }) => ({
    code: "rtrl-too-large",
    text: `training.gradient "rtrl" would carry batch × units × recurrent parameters, ${[of.batchSize, of.units, of.parameters].map(grouped).join(" × ")} = ${grouped(of.numbers)} numbers; at most ${grouped(of.most)} are allowed. The parameters are units × (${grouped(of.symbols)} symbols + units).`,
    hint: 'Lower model.units or training.batchSize, or set training.gradient to "bptt".',
  }),
  missingParameter: ({ name }: { name: string }) => ({
    code: "missing-parameter",
    text: `The file has no ${name}`,
    hint: "It was made by another model.",
  }),
  wrongType: ({ name, dtype }: { name: string; dtype: string }) => ({
    code: "wrong-type",
    text: `${name} holds ${dtype} in the file, not floating-point numbers`,
  }),
  wrongShape: ({ name, found, needed }: { name: string; found: readonly number[]; needed: readonly number[] }) => ({
    code: "wrong-shape",
    text: `${name} is [${found.join(", ")}] in the file; this model needs [${needed.join(", ")}]`,
    hint: "Use the config that the file was trained with.",
  }),
});
