// What the program says to type next works where it was started, in the way in which it was started.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { programName, type Started, typedPath } from "../../../src/cli/programName.ts";
import { cliScript } from "../../support/commandLine.ts";
import { smallConfig, words, workspace } from "../../support/workspace.ts";

const run = promisify(execFile);

describe("how the program is called", () => {
  const linux = { cwd: "/home/me/work", env: { PATH: "/usr/bin:/opt/npm/bin" }, platform: "linux" } as const;
  const windows = { cwd: "C:\\work", env: { Path: "C:\\Windows;C:\\Me\\npm" }, platform: "win32" } as const;
  it.each<[string, Started, string]>([
    ["a script", { ...linux, script: "/home/me/work/dist/cli.js" }, "node dist/cli.js"],
    ["one far away", { ...linux, script: "/opt/unroll/dist/cli.js" }, "node /opt/unroll/dist/cli.js"],
    ["one with a space", { ...linux, script: "/home/me/a b/cli.js" }, "node '../a b/cli.js'"],
    ["a link on the path", { ...linux, script: "/opt/npm/bin/unroll" }, "unroll"],
    ["a link elsewhere", { ...linux, script: "/home/me/work/unroll" }, "./unroll"],
    ["npx", { ...linux, script: "/opt/npm/bin/unroll", env: { npm_command: "exec" } }, "npx unroll"],
    ["a script of a package", { ...linux, script: "/home/me/work/node_modules/.bin/unroll" }, "npx unroll"],
    [
      "a script that npx has to do with",
      { ...linux, script: "/x/cli.js", env: { npm_command: "exec" } },
      "node /x/cli.js",
    ],
    [
      "on Windows, a script",
      { ...windows, script: "C:\\work\\my files\\dist\\cli.js" },
      'node "my files\\dist\\cli.js"',
    ],
    ["on Windows, a link", { ...windows, script: "C:\\Me\\npm\\node_modules\\unroll\\dist\\cli.js" }, "unroll"],
    [
      "on Windows, npx",
      { ...windows, script: "C:\\work\\node_modules\\unroll\\dist\\cli.js", env: { npm_command: "exec" } },
      "npx unroll",
    ],
  ])("%s", (_, started, expected) => {
    expect(programName(started)).toBe(expected);
  });

  it("a path is typed from here, and quoted where a shell wants it", () => {
    expect(typedPath("/home/me/work/it's a/x", linux)).toBe("'it'\\''s a/x'");
    expect(typedPath("/home/me/work", linux)).toBe(".");
    expect(typedPath("C:\\work\\a b\\x", windows)).toBe('"a b\\x"');
  });
});

it.skipIf(process.platform === "win32")(
  "after the first use in a folder, which npm link makes possible: list says how to train, train how to sample",
  { timeout: 60_000 },
  async () => {
    const prefix = workspace({ "lib/.keep": "" });
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
    const env: NodeJS.ProcessEnv = { ...Object.fromEntries(own), npm_config_prefix: prefix, NO_COLOR: "1" };
    env.PATH = `${join(prefix, "bin")}:${env.PATH}`;
    await run("npm", ["link", "--no-audit", "--no-fund", "--offline"], { env });

    const ways = ["unroll", "npx --no-install unroll", `node '${cliScript}'`];
    const folders = ways.map(() => workspace({ "a b/a.rnnconfig": smallConfig(), "a b/book.txt": words(900) }));
    const uses = ways.map(async (way, i) => {
      const folder = folders[i];
      const shell = async (line: string, inner = "") =>
        (await run("bash", ["-c", line], { cwd: join(folder, inner), env })).stdout;
      const next = (output: string) => /Next: (.*)\n$/.exec(output)?.[1] ?? "";
      const train = next(await shell(`${way} list`));
      expect(train).toMatch(way.startsWith("node") ? /^node \S*cli\.js train / : /^(npx )?unroll train /);
      expect(train.startsWith("npx")).toBe(way.startsWith("npx"));
      // A run that does not lie here goes by its path.
      const sample = next(await shell(train.replace("FILE", "'a b/a'")));
      expect(sample).toMatch(/ sample 'a b\/\.unroll\/runs\/a-[^ ]+'$/);
      expect(await shell(sample)).toMatch(/^.{10}\n$/s);
      // Said once.
      if (i === 0) expect(next(await shell(train.replace("FILE", "'a b/a'")))).toBe("");
    });
    await Promise.all(uses);
  },
);
