// What the core and its callers have to agree on follows from one signature for each kernel.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { NO_SEGMENT } from "../../src/core/constants.ts";
import { encode, type Kernel } from "../../src/graph/kernel.ts";
import { keepBlocksKernel } from "../../src/graph/ops/sequences/clockwork.ts";
import { decayForwardKernel } from "../../src/graph/ops/sequences/decay.ts";
import { differenceOf, findKernels, generated } from "../../tools/dispatch.ts";

describe("the kernels of the core", () => {
  test("their numbers and their dispatch are those of the signatures: if not, build", async () => {
    for (const [path, text] of generated(await findKernels())) expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("an instruction holds its arguments in the kernel's order, an absent operand as none", () => {
    const [u, s0, s] = [4, 8, 12].map((offset) => ({ segment: 3, offset }));
    const words = encode(decayForwardKernel, { C: 7, B: 6, T: 5, s, s0, u, reverse: true, alpha: 1 });
    const operands = [3, 4, 3, 8, 3, 12, NO_SEGMENT, 0];
    expect(words).toEqual([decayForwardKernel.opcode, 15, ...operands, 5, 6, 7, 1, 0x3f800000]);
  });

  test("a list stands at its end, behind its length", () => {
    const [w, out] = [4, 8].map((offset) => ({ segment: 0, offset }));
    const words = encode(keepBlocksKernel, { w, out, U: 6, periods: [1, 2, 4] });
    expect(words).toEqual([keepBlocksKernel.opcode, 12, 0, 4, 0, 8, 6, 0, 3, 1, 2, 4]);
  });

  test("a kernel that differs from its signature is told with both", () => {
    const kernel = { ...(decayForwardKernel as Kernel), stops: false };
    const source = readFileSync("src/core/sequences/decay.ts", "utf8");
    expect(differenceOf(kernel, source)).toBeUndefined();
    expect(differenceOf(kernel, source.replace("u: usize,\n  s0: usize,", "s0: usize,\n  u: usize,"))).toBe(
      "the kernel is\n  decayForward(s0: usize, u: usize, s: usize, lengths: usize, T: i32, B: i32, C: i32, reverse: bool, alpha: f32): void\n" +
        "and its signature in TypeScript says\n  decayForward(u: usize, s0: usize, s: usize, lengths: usize, T: i32, B: i32, C: i32, reverse: bool, alpha: f32): void",
    );
    expect(differenceOf({ ...kernel, stops: true }, source)).toContain("alpha: f32): bool");
    expect(differenceOf({ ...kernel, name: "decayBackward" }, "")).toBe(
      "there is no kernel decayBackward. Export a function of that name.",
    );
  });
});
