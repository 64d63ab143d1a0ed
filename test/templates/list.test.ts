import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { templateFiles, templates } from "../../src/templates/index.ts";

const read = async (path: string) => readFileSync(`media/templates/${path}`, "utf8");

describe.each(templates)("the template $name", (template) => {
  it("says in one line each what it is about and what to expect, and does so in its configs too", async () => {
    for (const line of [template.about, template.expect]) expect(line).toMatch(/^\S.{20,140}[.?]$/);
    for (const config of template.configs) {
      const text = await read(`${template.name}/${config}`);
      expect(text).toMatch(/^\/\/ .*\n\/\/ /);
      // It speaks to whoever reads it where it will lie: no script of this repository is there, and no folder of it.
      expect(text).not.toMatch(/\bnpm\b|dist\/|media\//);
    }
  });

  it("has configs without a problem, whose data come with it", async () => {
    const files = await templateFiles(template, {}, read);
    const made = [...Object.keys(template.data), ...Object.keys(template.together?.() ?? {})];
    expect(files.map(({ name }) => name)).toEqual([...template.configs, ...made]);
    for (const { name, content } of files.slice(0, template.configs.length)) {
      const { config, problems } = parseConfig(content as string);
      expect(problems, name).toEqual([]);
      const { train, validation, test } = config!.data;
      for (const path of [train, validation, test]) {
        if (typeof path !== "number") expect(made).toContain(path);
      }
    }
  });

  it("lies in this repository as it is written for a person", async () => {
    for (const { name, content } of await templateFiles(template, {}, read)) {
      const lies = readFileSync(`media/templates/${template.name}/${name}`);
      expect(lies.equals(Buffer.from(content as string)), name).toBe(true);
    }
    // What others wrote comes with a notice.
    const folders = Object.values(template.data).flatMap((source) =>
      typeof source === "string" ? [source.split("/")[0]] : [],
    );
    for (const folder of folders) expect(existsSync(`media/templates/${folder}/NOTICE`)).toBe(true);
  });

  it("refuses options that it does not know", async () => {
    if (template.options?.includes("distance")) return;
    await expect(templateFiles(template, { distance: 3 }, read)).rejects.toThrow(/has no option distance/);
  });
});

it("has no name twice", () => {
  expect(new Set(templates.map(({ name }) => name)).size).toBe(templates.length);
});
