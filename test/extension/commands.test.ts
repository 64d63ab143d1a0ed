import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandTable } from "../../src/extension/commands/commands.ts";

const { contributes, activationEvents, main, icon } = JSON.parse(readFileSync("package.json", "utf8"));
const texts = JSON.parse(readFileSync("package.nls.json", "utf8"));

test("every command has a handler, and every handler a command", () => {
  const declared = contributes.commands.map(({ command }: { command: string }) => command);
  expect([...declared].sort()).toEqual(Object.keys(commandTable).sort());
});

test("every menu names a command", () => {
  const menus: { command: string }[][] = Object.values(contributes.menus);
  const named = new Set(menus.flat().map(({ command }) => command));
  expect([...named].filter((command) => !(command in commandTable))).toEqual([]);
});

test("every text of package.json is in package.nls.json, and none there is unused", () => {
  const used = new Set([...readFileSync("package.json", "utf8").matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
  expect(Object.keys(texts).sort()).toEqual([...used].sort());
});

test("the command of the manual is called what it is called there", () => {
  expect(texts["command.train"]).toBe("Train RNN");
  const train = contributes.commands.find(({ command }: { command: string }) => command === "unroll.train");
  expect(train).toMatchObject({ category: "Unroll", icon: "$(play)" });
});

test("nothing activates on everything, and the entry is the bundle", () => {
  expect(activationEvents).not.toContain("*");
  expect(activationEvents).not.toContain("onStartupFinished");
  expect(main).toBe("./dist/extension.cjs");
  // The size of a PNG stands at fixed places of its header.
  const png = readFileSync(icon);
  expect(png.toString("latin1", 1, 4)).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([256, 256]);
});
