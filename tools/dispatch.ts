// Writes the two files of the core that follow from the signatures of its kernels: src/core/opcodes.ts, a number for each, and
// src/core/dispatch.ts, which reads the arguments of an instruction and calls its kernel. The build calls it; a test compares.

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Kernel, type ParameterType, WORDS } from "../src/graph/kernel.ts";

const root = join(import.meta.dirname, "..");

/** All kernels: those that operations export, each beside a file of the core with the same path, and those of the optimisers. */
export async function findKernels(): Promise<Kernel[]> {
  const kernels: Kernel[] = [];
  for (const file of [...globSync("src/graph/ops/*/*.ts", { cwd: root }).sort(), "src/engine/optimizerKernels.ts"]) {
    const found = Object.values(await import(pathToFileURL(join(root, file)).href)).filter(isKernel);
    const own = /^src\/graph\/ops\/(.*)\.ts$/.exec(file.replaceAll("\\", "/"))?.[1];
    const stray = found.find((kernel) => own !== undefined && kernel.file !== own);
    if (stray)
      throw new Error(`${file}: the kernel ${stray.name} has to lie in src/core/${own}.ts, not in ${stray.file}.ts.`);
    kernels.push(...found.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }
  return kernels;
}

function isKernel(value: unknown): value is Kernel {
  return typeof value === "object" && value !== null && "parameters" in value && "file" in value;
}

/** The files by their paths. Throws where a signature and its kernel do not agree. */
export function generated(kernels: readonly Kernel[]): Map<string, string> {
  for (const kernel of kernels) {
    const file = join(root, `src/core/${kernel.file}.ts`);
    const difference = differenceOf(kernel, readFileSync(file, "utf8"));
    if (difference) throw new Error(`src/core/${kernel.file}.ts: ${difference}`);
  }
  return new Map([
    ["src/core/opcodes.ts", opcodes(kernels)],
    ["src/core/dispatch.ts", dispatch(kernels)],
  ]);
}

/** Writes what has changed. */
export async function writeDispatch(): Promise<void> {
  for (const [path, text] of generated(await findKernels())) {
    const file = join(root, path);
    if (readFileSync(file, "utf8") !== text) writeFileSync(file, text);
  }
}

// ---- a signature and its kernel -----------------------------------------------------------------------------------

/** The parameters that the core has for one of a signature, with their types in AssemblyScript. */
function coreParameters(name: string, type: ParameterType): string[] {
  if (type === "i32[]") return [`${name}: usize`, `${name}Count: i32`];
  return [`${name}: ${type === "i32" || type === "f32" || type === "bool" ? type : "usize"}`];
}

/** How a kernel differs from its signature. */
export function differenceOf({ name, parameters, stops }: Kernel, source: string): string | undefined {
  const [, list, result] = new RegExp(`^export function ${name}\\(([^)]*)\\): (\\w+) \\{`, "m").exec(source) ?? [];
  if (list === undefined) return `there is no kernel ${name}. Export a function of that name.`;
  const is = `${name}(${list.trim().split(/,\s*/).filter(Boolean).join(", ")}): ${result}`;
  const wanted = Object.entries(parameters).flatMap(([parameter, type]) => coreParameters(parameter, type));
  const should = `${name}(${wanted.join(", ")}): ${stops ? "bool" : "void"}`;
  return is === should ? undefined : `the kernel is\n  ${is}\nand its signature in TypeScript says\n  ${should}`;
}

// ---- the files ----------------------------------------------------------------------------------------------------

const HEADER =
  "// Made by tools/dispatch.ts from the signatures of the kernels. Do not edit: change a signature, and build.\n";

function opcodes(kernels: readonly Kernel[]): string {
  const lines = kernels.map(({ name }, i) => `export const ${name} = ${i + 1};`);
  return `${HEADER}// The first word of an instruction, by the name of the kernel that it calls.\n\n${lines.join("\n")}\n`;
}

function dispatch(kernels: readonly Kernel[]): string {
  const imports = new Map([
    ["constants", `import { RUN_BAD_INSTRUCTION, RUN_DONE, RUN_STOPPED } from "./constants";`],
    ["opcodes", `import * as op from "./opcodes";`],
  ]);
  for (const file of new Set(kernels.map((kernel) => kernel.file))) {
    const names = kernels.filter((kernel) => kernel.file === file).map(({ name }) => name);
    imports.set(file, listing(`import { `, names.sort(), ` } from "./${file}";`, ""));
  }
  const sorted = [...imports].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return `${HEADER}${sorted.join("\n")}

/** The pointer of the operand at word \`at\`: the base of its segment plus its offset; 0 where it is absent. */
// @inline
function tensor(pc: usize, at: i32, bases: usize): usize {
  const segment = load<i32>(pc + (at << 2));
  return segment < 0 ? 0 : (load<u32>(bases + (segment << 2)) as usize) + load<u32>(pc + (at << 2), 4);
}

// @inline
function word(pc: usize, at: i32): i32 {
  return load<i32>(pc + (at << 2));
}

/** Runs the instruction at \`pc\`, whose arguments begin at word 2; returns what became of it. */
// @inline
export function execute(pc: usize, bases: usize, scratch: usize, scalars: usize): i32 {
  switch (word(pc, 0)) {
${kernels.map(caseOf).join("\n")}
    default:
      return RUN_BAD_INSTRUCTION;
  }
  return RUN_DONE;
}
`;
}

function caseOf({ name, parameters, stops }: Kernel): string {
  const lines: string[] = [];
  const args: string[] = [];
  let at = 2;
  for (const [parameter, type] of Object.entries(parameters)) {
    if (type === "scratch" || type === "scalars") {
      args.push(type);
      continue;
    }
    args.push(parameter);
    if (type === "i32[]") {
      lines.push(`const ${parameter} = pc + ${4 * (at + 1)};`, `const ${parameter}Count = word(pc, ${at});`);
      args.push(`${parameter}Count`);
      if (parameter !== Object.keys(parameters).at(-1))
        throw new Error(`${name}: the list ${parameter} has to be last.`);
    } else lines.push(`const ${parameter} = ${READ[type](at)};`);
    at += WORDS[type];
  }
  if (stops) {
    lines.push(...listing(`const done = ${name}(`, args, ");", "      ").split("\n"));
    lines.push("if (!done) return RUN_STOPPED;");
  } else lines.push(...listing(`${name}(`, args, ");", "      ").split("\n"));
  return [`    case op.${name}: {`, ...lines.map((line) => `      ${line}`), "      break;", "    }"].join("\n");
}

const READ: Record<Exclude<ParameterType, "i32[]" | "scratch" | "scalars">, (at: number) => string> = {
  tensor: (at) => `tensor(pc, ${at}, bases)`,
  "tensor?": (at) => `tensor(pc, ${at}, bases)`,
  i32: (at) => `word(pc, ${at})`,
  f32: (at) => `reinterpret<f32>(word(pc, ${at}))`,
  bool: (at) => `word(pc, ${at}) !== 0`,
};

/** A list in one line, or where that is too long each in its own, as the formatter has it. */
function listing(before: string, items: readonly string[], after: string, indent: string): string {
  const line = before + items.join(", ") + after;
  if (indent.length + line.length <= 120) return line;
  return `${before.trimEnd()}\n${items.map((item) => `  ${item},\n`).join("")}${after.trimStart()}`;
}
