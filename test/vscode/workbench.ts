import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type Browser, chromium, type Frame, type Locator, type Page } from "playwright-core";
import { chromiumFlags, installChromium } from "./chromium.ts";
import { extensionHosts } from "./extensionHost.ts";
import { PageErrors } from "./pageErrors.ts";
import { outputFolder } from "./paths.ts";
import { QuickInput } from "./quickInput.ts";
import type { Server } from "./server.ts";
import { patience, until } from "./until.ts";
import { waitForWebview } from "./webviews.ts";
import { storeWindowState } from "./windowState.ts";

export interface WorkbenchOptions {
  server: Server;
  /** What to open: a folder, or a `.code-workspace` file. Without it the window is empty. */
  folder?: string;
  size?: { width: number; height: number };
  /** What a server in development mode is told besides, such as `extensionDevelopmentPath`. */
  payload?: readonly (readonly [string, string])[];
  /** Runs before the window is opened. */
  prepare?: (page: Page) => Promise<void>;
}

/** A VS Code window in a browser of its own, used as a person would: by keys, clicks and looking. */
export class Workbench {
  readonly page: Page;
  readonly server: Server;
  readonly quickInput: QuickInput;
  readonly errors: PageErrors;
  readonly #browser: Browser;

  private constructor(server: Server, browser: Browser, page: Page) {
    this.server = server;
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.#browser = browser;
    this.errors = new PageErrors(page);
    // "Leave this page?": yes, as somebody who reloads would say.
    page.on("dialog", (dialog) => dialog.accept());
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const { server, folder, size = { width: 1280, height: 800 } } = options;
    const address = new URL(server.url);
    if (folder !== undefined) {
      address.searchParams.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", path.resolve(folder));
    }
    if (options.payload !== undefined) address.searchParams.set("payload", JSON.stringify(options.payload));
    const browser = await chromium.launch({ executablePath: await installChromium(), args: chromiumFlags });
    try {
      const page = await browser.newPage({ viewport: size, permissions: ["clipboard-read", "clipboard-write"] });
      const workbench = new Workbench(server, browser, page);
      await options.prepare?.(page);
      await page.goto(address.href, { waitUntil: "commit" });
      await workbench.#restored();
      if (folder?.endsWith(".code-workspace")) await workbench.#withFolders();
      return workbench;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Runs a command by typing its title, with or without its category, into the palette. */
  runCommand(title: string): Promise<void> {
    return this.quickInput.runCommand(title);
  }

  /** Opens a file by typing its name into quick open, and waits until its editor is the active one. */
  async openFile(file: string): Promise<void> {
    const title = path.basename(file);
    const before = await this.activeEditor();
    await this.quickInput.openFile(file);
    // Rows move while files are searched for, and the click may have struck the neighbour: it is then asked for again.
    const other = await until(`an editor for "${title}"`, async () => {
      const active = await this.activeEditor();
      return (active === title || active !== before) && { active };
    });
    if (other.active !== title) await this.quickInput.openFile(file);
    await this.waitForEditor(title);
  }

  /** The title of the active editor, a file's or a panel's. */
  async activeEditor(): Promise<string | undefined> {
    return (await this.#titles(".editor-group-container.active .tab.active"))[0];
  }

  /** The titles of all editors, group by group. */
  openEditors(): Promise<string[]> {
    return this.#titles(".editor-group-container .tab");
  }

  /** Closes an editor by a middle click on its tab; one that was just drawn anew does not notice, and is clicked again. */
  async closeTab(title: string): Promise<void> {
    const tab = this.page.locator(".tab", { hasText: title }).first();
    await until(`"${title}" to be closed`, async () => {
      if (!(await this.openEditors()).includes(title)) return true;
      await tab.click({ button: "middle", timeout: 2_000 });
      return !(await this.openEditors()).includes(title);
    });
  }

  /**
   * Opens the context menu of something, as far as this item. A panel that comes to life takes the focus, which closes a menu: it is then
   * opened again.
   */
  async openMenu(of: Locator, text: string): Promise<Locator> {
    const menu = this.page.locator(".monaco-menu");
    const item = menu.locator(".action-item").filter({ has: this.page.getByText(text, { exact: true }) });
    const isOpen = async () => {
      if (await item.isVisible()) return true;
      if (await menu.first().isVisible()) await this.page.keyboard.press("Escape");
      await of.click({ button: "right", timeout: 2_000 });
      return item.waitFor({ timeout: 2_000 }).then(() => true);
    };
    await until(`"${text}" in a menu`, isOpen, { seen: () => menu.allInnerTexts() });
    return item;
  }

  /** Chooses from the context menu of something. A menu that has just opened takes no click, and is then clicked again. */
  async chooseFromMenu(of: Locator, text: string): Promise<void> {
    let item = await this.openMenu(of, text);
    let clicked = false;
    await until(`"${text}" of a menu to be chosen`, async () => {
      if (clicked && !(await item.isVisible())) return true;
      item = await this.openMenu(of, text);
      clicked = false;
      await item.click({ timeout: 2_000 });
      clicked = true;
      return item.waitFor({ state: "hidden", timeout: 2_000 }).then(() => true);
    });
  }

  /** Shows a view of the activity bar, where a second click would hide it. */
  async showView(name: string): Promise<void> {
    const tab = this.page.locator(".activitybar").getByRole("tab", { name });
    await until(`the view ${name}`, async () => {
      if ((await tab.getAttribute("aria-selected")) === "true") return true;
      await tab.click({ timeout: 2_000 });
      return false;
    });
  }

  /** Puts the caret into the text of the active editor, or of one in it. */
  async focusEditor(within = ".editor-group-container.active .monaco-editor"): Promise<Locator> {
    const editor = this.page.locator(within).first();
    await until("the focus in the editor", async () => {
      // A caret that stands there already lies over it.
      await editor.locator(".view-line").first().click({ timeout: 2_000, force: true });
      return editor.and(this.page.locator(".focused")).isVisible();
    });
    return editor;
  }

  async waitForEditor(title: string): Promise<void> {
    const seen = () => this.activeEditor();
    await until(`"${title}" to be the active editor`, async () => (await this.activeEditor()) === title, { seen });
  }

  /** What the items of the status bar say now, from left to right; their icons have no text. */
  async statusBarText(): Promise<string[]> {
    const texts = await this.page.locator(".part.statusbar .statusbar-item").allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, " ").trim()).filter(Boolean);
  }

  /** Waits for an item of the status bar that says this. */
  async statusBarItem(text: string | RegExp, options: { timeout?: number } = {}): Promise<Locator> {
    const item = this.page.locator(".part.statusbar .statusbar-item", { hasText: text }).first();
    const seen = () => this.statusBarText();
    await until(`"${text}" in the status bar`, () => item.isVisible(), { ...options, seen });
    return item;
  }

  /** The hover that appears while the mouse rests on something. */
  async tooltip(of: Locator): Promise<string> {
    await of.hover();
    const hover = this.page.locator(".monaco-hover:visible");
    const read = async () => (await hover.last().allInnerTexts()).join("").trim();
    return until("a tooltip", async () => (await read()) || undefined);
  }

  /**
   * Waits until the hover of a place in an editor says this. It is asked for with the keys: VS Code may pass over a mouse that comes
   * once. Before its language server has started there is none, so it is asked for again, and each time waited for longer.
   */
  async editorHover(place: Locator, text: string | RegExp): Promise<void> {
    const hovers = this.page.locator(".monaco-hover:visible");
    const hover = hovers.filter({ hasText: text }).first();
    let rest = 1_000;
    await until(
      `a hover that says "${text}"`,
      async () => {
        // One that came late is there now.
        if (await hover.isVisible()) return true;
        await this.page.keyboard.press("Escape");
        // The caret, which stands in the middle of the place after the first click, lies over it.
        await place.click({ timeout: 5_000, force: true });
        await this.page.keyboard.press("ControlOrMeta+k");
        await this.page.keyboard.press("ControlOrMeta+i");
        rest = Math.min(2 * rest, 8_000);
        return hover.waitFor({ timeout: rest }).then(() => true);
      },
      { timeout: 1.5 * patience, seen: () => hovers.allInnerTexts() },
    );
  }

  /** The messages of the notifications that are in sight now. */
  notifications(): Promise<string[]> {
    return this.page.locator(".notification-toast .notification-list-item-message").allInnerTexts();
  }

  /** Waits for a notification that says this. Its buttons are `getByRole("button", { name })` in it. */
  async notification(text: string | RegExp, options: { timeout?: number } = {}): Promise<Locator> {
    const toast = this.page.locator(".notification-toast", { hasText: text }).first();
    const seen = () => this.notifications();
    await until(`a notification that says "${text}"`, () => toast.isVisible(), { ...options, seen });
    return toast;
  }

  /** Presses a button of a notification, which after some seconds is found among all of them only. */
  async answer(text: string | RegExp, button: string): Promise<void> {
    const items = this.page.locator(".notification-list-item");
    const item = items.filter({ hasText: text }).first();
    const press = async () => {
      if (!(await item.isVisible())) await this.runCommand("Notifications: Show Notifications");
      await item.getByRole("button", { name: button }).click({ timeout: 2_000 });
      return true;
    };
    await until(`a notification that says "${text}"`, press, { seen: () => items.allInnerTexts() });
  }

  /** Waits for a modal dialog that says this. Its buttons are `getByRole("button", { name })` in it. */
  async dialog(text: string | RegExp): Promise<Locator> {
    const dialog = this.page.locator(".monaco-dialog-box", { hasText: text }).first();
    const seen = () => this.page.locator(".monaco-dialog-box").allInnerTexts();
    await until(`a dialog that says "${text}"`, () => dialog.isVisible(), { seen });
    return dialog;
  }

  /** The document inside the visible webview of this title. */
  waitForWebview(title: string): Promise<Frame> {
    return waitForWebview(this.page, title);
  }

  /** Takes a picture into `test/output/screenshots` and answers with its path. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(outputFolder, "screenshots", `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Loads the window anew: its editors come back, and extensions start over in a new extension host. */
  async reload(): Promise<void> {
    await storeWindowState(this.page);
    await this.page.reload({ waitUntil: "commit" });
    await this.#restored();
  }

  /** Kills the extension host as a crash would, and waits until VS Code has started another. */
  async killExtensionHost(): Promise<{ killed: number[]; started: number[] }> {
    const killed = await until("an extension host", async () => nonEmpty(await extensionHosts(this.server)));
    for (const pid of killed) process.kill(pid, "SIGKILL");
    const started = await until("VS Code to start another extension host", async () =>
      nonEmpty((await extensionHosts(this.server)).filter((pid) => !killed.includes(pid))),
    );
    return { killed, started };
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** VS Code may show a file's name and its ending as two parts of the title. */
  #titles(tabs: string): Promise<string[]> {
    const parts = ".monaco-icon-label-container > :is(.monaco-icon-name-container, .monaco-icon-suffix-container)";
    return this.page
      .locator(tabs)
      .evaluateAll(
        (elements, parts) =>
          elements.map((tab) => Array.from(tab.querySelectorAll(parts), (part) => part.textContent).join("")),
        parts,
      );
  }

  /** In a browser VS Code now and then opens a workspace file without the folders that it names, and stays so until it is loaded again. */
  async #withFolders(): Promise<void> {
    const folder = this.page.locator(".explorer-folders-view .monaco-list-row").first();
    await until(
      "the folders of the workspace",
      async () => {
        const isThere = await folder.waitFor({ timeout: 10_000 }).then(
          () => true,
          () => false,
        );
        if (!isThere) await this.reload();
        return isThere;
      },
      { timeout: 2 * patience },
    );
  }

  /** VS Code marks in the browser's timeline when its window stands and when it knows its extensions. */
  async #restored(): Promise<void> {
    await this.page.waitForFunction(
      (marks) => marks.every((mark) => performance.getEntriesByName(mark).length > 0),
      ["code/LifecyclePhase/Restored", "code/didLoadExtensions"],
      { timeout: 2 * patience },
    );
  }
}

function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
