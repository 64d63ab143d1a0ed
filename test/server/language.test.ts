import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (name: string) => readFileSync(`media/language/${name}`, "utf8");

test("the grammar colours a config as JSON with comments", () => {
  const grammar = JSON.parse(read("rnnconfig.tmLanguage.json"));
  // Under another name VS Code finds no grammar and colours nothing.
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8"));
  const path = "./media/language/rnnconfig.tmLanguage.json";
  expect(contributes.grammars).toEqual([{ language: "rnnconfig", scopeName: grammar.scopeName, path }]);
  expect(grammar.patterns).toEqual([{ include: "source.json.comments" }]);
});

test("the editor knows comments, brackets and words", () => {
  const configuration = JSON.parse(read("language-configuration.json"));
  expect(configuration.comments).toEqual({ lineComment: "//", blockComment: ["/*", "*/"] });
  expect('  "learningRate": -1.5e-3,'.match(new RegExp(configuration.wordPattern, "g"))).toEqual([
    "learningRate",
    "-1.5e-3",
  ]);
  const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
  for (const line of ['"data": {', "{", '"train": [', '  "model": { // small'])
    expect(line).toMatch(new RegExp(increaseIndentPattern));
  for (const line of ['"clip": { "norm": 5 },', '// "data": {', '"train": ["a"]', "},"])
    expect(line).not.toMatch(new RegExp(increaseIndentPattern));
  for (const line of ["}", "  },", "]"]) expect(line).toMatch(new RegExp(decreaseIndentPattern));
});

test("package.json names files that exist", () => {
  const [language] = JSON.parse(readFileSync("package.json", "utf8")).contributes.languages;
  for (const file of [language.configuration, language.icon.light, language.icon.dark])
    expect(existsSync(file)).toBe(true);
});

test("the file icon is there for light and dark, drawn for 16 pixels", () => {
  for (const theme of ["light", "dark"]) {
    expect(existsSync(`media/language/rnnconfig-${theme}.svg`)).toBe(true);
    expect(read(`rnnconfig-${theme}.svg`)).toContain('viewBox="0 0 16 16"');
  }
});
