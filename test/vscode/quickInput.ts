import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { patience, until } from "./until.ts";

/** What a row of the list says first. Old second lines are not among that: VS Code keeps them out of sight. */
const LABELS = ".quick-input-list .monaco-list-row .quick-input-list-row:first-child .label-name";

/**
 * The box at the top of the window: command palette, quick open, and what extensions ask with. What comes to life in the window may take the
 * focus, which closes the box: whoever sees that opens it again.
 */
export class QuickInput {
  readonly input: Locator;
  readonly rows: Locator;
  readonly #page: Page;
  readonly #widget: Locator;
  /** Opens again what was opened last. */
  #open: (() => Promise<unknown>) | undefined;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator(".quick-input-widget");
    this.input = this.#widget.locator(".quick-input-box input");
    this.rows = page.locator(".quick-input-list .monaco-list-row");
  }

  /** Types a command's title into the palette, with or without its category, and runs it. */
  async runCommand(title: string): Promise<void> {
    const label = new RegExp(`^([^:]+: )?${escapeRegExp(title)}$`);
    await this.#choose("F1", title, label, `the command "${title}" in the palette`);
    this.#open = () => this.runCommand(title);
  }

  /** Types a file's name, or enough of its path, into quick open, and opens it. */
  async openFile(file: string): Promise<void> {
    const label = new RegExp(`^${escapeRegExp(path.basename(file))}$`);
    await this.#choose("ControlOrMeta+p", file, label, `the file "${file}" in quick open`);
  }

  /** Types into the palette, and answers with the labels that it then has, one of them `label`. Nothing is run. */
  async commands(text: string, label: RegExp): Promise<string[]> {
    await this.#type("F1", text, label, `"${text}" in the palette`);
    const labels = await this.items();
    await this.close();
    return labels;
  }

  /** Does what opens the box, other than a command. */
  async openBy(open: () => Promise<unknown>): Promise<void> {
    this.#open = open;
    await open();
  }

  /** Waits until the list has so many items, and answers with their labels. */
  async choices(count: number): Promise<string[]> {
    const isOpen = this.#reopened();
    const enough = async () => {
      const items = (await isOpen()) ? await this.items() : [];
      return items.length >= count && items;
    };
    return until(`${count} items to choose from`, enough, { timeout: 2 * patience, seen: () => this.items() });
  }

  /** Chooses from the list. */
  async pick(label: string | RegExp): Promise<void> {
    const row = this.#row(label).first();
    const isOpen = this.#reopened();
    await until(
      `"${label}" to choose from`,
      async () => {
        if (!(await isOpen()) || !(await row.isVisible())) return false;
        // Rows move while a list grows and is sorted, and a click may strike the neighbour: with its words in the box, only what is
        // meant is left. A list that has just appeared may lose what is typed, so the box is filled until it shows.
        if (typeof label === "string") {
          if ((await this.input.inputValue()) !== label) await this.input.fill(label, { timeout: 1_000 });
          const items = await this.items();
          if (items.length === 0 || !items.every((item) => item.includes(label))) return false;
        }
        return await this.#accept(row);
      },
      { timeout: 2 * patience, seen: () => this.items() },
    );
  }

  /** Ticks these in the list, and accepts it. */
  async tick(...labels: RegExp[]): Promise<void> {
    const isOpen = this.#reopened();
    await until(`${labels} to be ticked`, async () => {
      if (!(await isOpen())) return false;
      for (const label of labels) {
        const row = this.#row(label).first();
        const box = row.locator(".monaco-checkbox, input[type=checkbox]").first();
        const isTicked = async () => (await box.getAttribute("aria-checked", { timeout: 2_000 })) === "true";
        if (!(await isTicked())) await row.click({ timeout: 2_000 });
        if (!(await isTicked())) return false;
      }
      return await this.#enter();
    });
  }

  /** Types into a box that proposes this, and accepts it. */
  async answer(proposed: string, text: string): Promise<void> {
    const isOpen = this.#reopened();
    const said = async () => ((await this.#widget.isVisible()) ? await this.input.inputValue() : undefined);
    let entered = false;
    await until(
      `"${text}" to be accepted`,
      async () => {
        const now = await said();
        if (entered && now !== text) return true;
        if (!(await isOpen()) || (now !== proposed && now !== text)) return false;
        await this.input.fill(text, { timeout: 1_000 });
        entered = await this.#enter();
        return until("the box to close", async () => entered && (await said()) !== text, { timeout: 2_000 });
      },
      { seen: said },
    );
  }

  /** The labels that the list shows now. */
  items(): Promise<string[]> {
    return this.#page.locator(LABELS).allTextContents();
  }

  /** Closes it, and nothing is chosen. */
  async close(): Promise<void> {
    await until("the quick input to close", async () => {
      if (!(await this.#widget.isVisible())) return true;
      await this.#page.keyboard.press("Escape");
      return this.#widget.waitFor({ state: "hidden", timeout: 2_000 }).then(() => true);
    });
  }

  /** Tells whether it is open, and opens it again where it has been closed for some seconds. */
  #reopened(): () => Promise<boolean> {
    let seen = performance.now();
    return async () => {
      if (await this.#widget.isVisible()) {
        seen = performance.now();
        return true;
      }
      if (this.#open !== undefined && performance.now() - seen > 5_000) {
        await this.#open();
        seen = performance.now();
      }
      return false;
    };
  }

  async #choose(keys: string, text: string, label: RegExp, what: string): Promise<void> {
    await until(`${what} to be chosen`, async () => {
      await this.#type(keys, text, label, what);
      return await this.#accept(this.#row(label).first());
    });
  }

  /**
   * A list that was opened before an extension was known does not learn of its commands, so it is opened again until
   * it has what was typed.
   */
  async #type(keys: string, text: string, label: RegExp, what: string): Promise<void> {
    const { input } = this;
    const row = this.#row(label).first();
    let items: string[] = [];
    await until(
      what,
      async () => {
        await this.#page.keyboard.press(keys);
        await input.waitFor({ state: "visible", timeout: 2_000 });
        const focused = () => input.evaluate((box) => box === document.activeElement);
        await until("the quick input to have the focus", focused, { timeout: 2_000 });
        // At once: after each letter the list of all commands would be searched and drawn anew.
        await this.#page.keyboard.insertText(text);
        const found = await row.waitFor({ state: "visible", timeout: 2_000 }).then(
          () => true,
          () => false,
        );
        if (found) return true;
        items = await this.items();
        await this.#page.keyboard.press("Escape");
        await input.waitFor({ state: "hidden", timeout: 2_000 });
        return false;
      },
      { seen: () => items },
    );
  }

  #row(label: string | RegExp): Locator {
    return this.rows.filter({ has: this.#page.locator(".label-name", { hasText: label }) });
  }

  /** Chooses a row; false where it has gone before. A list that has just appeared may not listen yet, and is then asked again. */
  async #accept(row: Locator): Promise<boolean> {
    let isChosen = false;
    await until("a row to be chosen", async () => {
      if (!(await row.isVisible())) return true;
      const focused = /\bfocused\b/.test((await row.getAttribute("class", { timeout: 2_000 })) ?? "");
      if (focused) isChosen = await this.#enter();
      else isChosen = await row.click({ timeout: 2_000 }).then(() => true);
      return row.waitFor({ state: "hidden", timeout: 2_000 }).then(() => true);
    });
    return isChosen;
  }

  /** Presses Enter, and tells whether it has come here. */
  async #enter(): Promise<boolean> {
    await this.#widget.evaluate((widget: HTMLElement) => {
      widget.dataset.heard = "";
      const hear = ({ key }: KeyboardEvent) => {
        widget.dataset.heard = key;
      };
      widget.addEventListener("keydown", hear, { capture: true, once: true });
    });
    await this.#page.keyboard.press("Enter");
    return await this.#widget.evaluate((widget: HTMLElement) => widget.dataset.heard === "Enter");
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
