// A comment in the core stands for the decorator of AssemblyScript that inlines a function.
import { newOptions, newProgram, parse } from "assemblyscript";
import { expect, test } from "vitest";
import Inline from "../../tools/inline.mjs";

interface Declaration {
  decorators: { name: { text: string } }[] | null;
}

/** The decorators of each statement of a source, once the transform has seen it. */
function decoratorsOf(text: string): string[][] {
  const program = newProgram(newOptions());
  parse(program, text, "kernel.ts", true);
  new Inline().afterParse(program);
  const { statements } = program.sources[0] as unknown as { statements: Declaration[] };
  return statements.map(({ decorators }) => (decorators ?? []).map(({ name }) => name.text));
}

test("a function under the mark is inlined, another is not", () => {
  const text =
    "/** Twice. */\n// @inline\nexport function a(x: i32): i32 {\n  return 2 * x;\n}\n\nfunction b(): void {}\n";
  expect(decoratorsOf(text)).toEqual([["inline"], []]);
});

test("a mark that stands above no function is refused", () => {
  expect(() => decoratorsOf("// @inline\n\nfunction a(): void {}\n")).toThrow(
    "kernel.ts: `// @inline` has to stand in the line above a function.",
  );
  expect(() => decoratorsOf("// @inline\nconst a = 1;\n")).toThrow("has to stand");
});
