import type { Page } from "playwright-core";

/** The workbench's script, its icons, and modules that open builds of VS Code do without. */
const ownSource = /\/static\/out\/vs\/code\/|\/static\/node_modules\/|\/_static\//;

/** This build looks for a service worker where it has none; and each webview has its own "Leave this page?". */
const ownText = /^A bad HTTP response code \(404\)|^Blocked attempt to show multiple 'beforeunload'/;

/**
 * What a window and the webviews in it report as errors. A workbench has always some of its own (a gallery that is
 * switched off, a connection that was cut by a test), so those are kept apart by where they come from.
 */
export class PageErrors {
  readonly #all: { text: string; source: string }[] = [];

  constructor(page: Page) {
    page.on("console", (message) => {
      if (message.type() === "error") this.#all.push({ text: message.text(), source: message.location().url });
    });
    page.on("pageerror", (error) => this.#all.push({ text: `${error.stack ?? error}`, source: error.stack ?? "" }));
  }

  /** Everything, with the address of the script or resource that it is about. */
  get all(): readonly { text: string; source: string }[] {
    return this.#all;
  }

  /** Those that do not come from VS Code's own files: in practice, what the pages inside webviews do wrong. */
  get foreign(): string[] {
    const foreign = this.#all.filter(({ text, source }) => !ownSource.test(source) && !ownText.test(text));
    return foreign.map(({ text, source }) => (source === "" ? text : `${text} (${source})`));
  }
}
