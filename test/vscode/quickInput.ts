import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { patience, until } from "./until.ts";

/** The box at the top of the window: command palette, quick open, and the lists that extensions ask with. */
export class QuickInput {
  readonly #page: Page;
  /** The command that was run last, by its title. */
  #command = "";

  constructor(page: Page) {
    this.#page = page;
  }

  /** Types a command's title into the palette, with or without its category, and runs it. */
  async runCommand(title: string): Promise<void> {
    const label = new RegExp(`^([^:]+: )?${escapeRegExp(title)}$`);
    await this.#enter("F1", title, label, `the command "${title}" in the palette`);
    this.#command = title;
  }

  /** Types a file's name, or enough of its path, into quick open, and opens it. */
  async openFile(file: string): Promise<void> {
    const label = new RegExp(`^${escapeRegExp(path.basename(file))}$`);
    await this.#enter("ControlOrMeta+p", file, label, `the file "${file}" in quick open`);
  }

  /** Waits until the list that a command asks with has so many items, and answers with their labels. */
  async choices(count: number): Promise<string[]> {
    const isOpen = this.#reopened();
    const enough = async () => {
      const items = (await isOpen()) ? await this.items() : [];
      return items.length >= count && items;
    };
    return until(`${count} items to choose from`, enough, { timeout: 2 * patience, seen: () => this.items() });
  }

  /** Chooses from the list that a command asked with. */
  async pick(label: string | RegExp): Promise<void> {
    const row = this.#row(label).first();
    const widgetIsOpen = this.#reopened();
    const isOpen = async () => (await widgetIsOpen()) && (await row.isVisible());
    await until(`"${label}" to choose from`, isOpen, { timeout: 2 * patience, seen: () => this.items() });
    // Rows move while a list grows and is sorted, and a click may strike the neighbour: with its words in the box, only what is
    // meant is left. A list that has just appeared may lose what is typed, so the box is filled until it shows.
    if (typeof label === "string") {
      const input = this.#page.locator(".quick-input-widget .quick-input-box input");
      const isAlone = async () => {
        if (!(await isOpen())) return false;
        if ((await input.inputValue()) !== label) await input.fill(label, { timeout: 1_000 });
        const items = await this.items();
        return items.length > 0 && items.every((item) => item.includes(label));
      };
      await until(`nothing but "${label}" in the list`, isAlone, { timeout: 2 * patience, seen: () => this.items() });
    }
    await this.#accept(row, `"${label}"`);
  }

  /** Ticks these in the list that a command asked with, and accepts it. */
  async tick(...labels: RegExp[]): Promise<void> {
    const isOpen = this.#reopened();
    for (const label of labels) {
      const row = this.#row(label).first();
      const box = row.locator(".monaco-checkbox, input[type=checkbox]").first();
      const isTicked = async () => (await box.getAttribute("aria-checked", { timeout: 2_000 })) === "true";
      await until(`${label} to be ticked`, async () => {
        if (!(await isOpen()) || !(await row.isVisible())) return false;
        if (!(await isTicked())) await row.click({ timeout: 2_000 });
        return isTicked();
      });
    }
    await this.#page.keyboard.press("Enter");
  }

  /**
   * Tells whether the list is open. What comes to life in the window may take the focus, which closes the list: whoever sees that
   * runs the command again.
   */
  #reopened(): () => Promise<boolean> {
    let seen = performance.now();
    return async () => {
      if (await this.#page.locator(".quick-input-widget").isVisible()) {
        seen = performance.now();
        return true;
      }
      if (this.#command !== "" && performance.now() - seen > 5_000) {
        await this.runCommand(this.#command);
        seen = performance.now();
      }
      return false;
    };
  }

  /** The labels that the list shows now. Its second lines are not among them: VS Code keeps old ones out of sight. */
  items(): Promise<string[]> {
    const labels = ".quick-input-list .monaco-list-row .quick-input-list-row:first-child .label-name";
    return this.#page.locator(labels).allTextContents();
  }

  /**
   * A list that was opened before an extension was known does not learn of its commands, so it is opened again until
   * it has what was typed.
   */
  async #enter(keys: string, text: string, label: RegExp, what: string): Promise<void> {
    const page = this.#page;
    const input = page.locator(".quick-input-widget .quick-input-box input");
    const row = this.#row(label).first();
    let items: string[] = [];
    await until(
      what,
      async () => {
        await page.keyboard.press(keys);
        await input.waitFor({ state: "visible", timeout: 2_000 });
        // A panel that has just come to life may take it away; whoever types presses the keys again.
        const focused = () => input.evaluate((box) => box === document.activeElement);
        await until("the quick input to have the focus", focused, { timeout: 2_000 });
        await page.keyboard.type(text);
        const found = await row.waitFor({ state: "visible", timeout: 2_000 }).then(
          () => true,
          () => false,
        );
        if (found) return true;
        items = await this.items();
        await page.keyboard.press("Escape");
        await input.waitFor({ state: "hidden", timeout: 2_000 });
        return false;
      },
      { seen: () => items },
    );
    await this.#accept(row, what);
  }

  #row(label: string | RegExp): Locator {
    const page = this.#page;
    return page.locator(".quick-input-list .monaco-list-row", { has: page.locator(".label-name", { hasText: label }) });
  }

  /** A list that has just appeared may not listen yet; whoever sees it stay presses again. */
  async #accept(row: Locator, what: string): Promise<void> {
    await until(`${what} to be chosen`, async () => {
      if (!(await row.isVisible())) return true;
      const focused = /\bfocused\b/.test((await row.getAttribute("class", { timeout: 2_000 })) ?? "");
      if (focused) await this.#page.keyboard.press("Enter");
      else await row.click({ timeout: 2_000 });
      return row.waitFor({ state: "hidden", timeout: 2_000 }).then(() => true);
    });
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
