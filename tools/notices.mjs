import { globSync, readFileSync } from "node:fs";

/** The licences of the packages that these files come from, which most of them ask to go with their code. */
export function noticesOf(files) {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
  const folders = new Set(files.flatMap((file) => folder.exec(file)?.[0] ?? []));
  const packages = [...folders].map((dir) => {
    const { name, version, license } = JSON.parse(readFileSync(`${dir}/package.json`, "utf8"));
    const texts = globSync(`${dir}/{LICEN[CS]E,licen[cs]e,License,NOTICE}*`).sort();
    return `${name} ${version} (${license})\n\n${texts.map((file) => readFileSync(file, "utf8").trim()).join("\n\n")}`;
  });
  const rule = `\n\n${"-".repeat(100)}\n\n`;
  return `Unroll contains the following packages.${rule}${[...new Set(packages)].sort().join(rule)}\n`;
}
