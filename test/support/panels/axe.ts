import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds in a part of a page, of the kinds that keep people out. */
export async function graveFindings(page: Page, within: string): Promise<string[]> {
  await page.evaluate(source);
  return await page.evaluate(async (within) => {
    const { violations } = await (window as unknown as { axe: typeof import("axe-core") }).axe.run(within);
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return grave.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ""}`));
  }, within);
}
