import type { Browser, Frame, Page } from "playwright-core";
import { chromium } from "playwright-core";
import type { PanelMessage } from "../../../src/contracts/trainingPanel.ts";
import { chromiumFlags, installChromium } from "../../vscode/chromium.ts";

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await installChromium(), args: chromiumFlags });
}

export interface PanelPageOptions {
  width?: number;
  height?: number;
  reducedMotion?: boolean;
}

/** What a page has said and asked for since a panel was opened in it. */
interface Heard {
  /** What went wrong in the page. */
  complaints: string[];
  /** The names of what it asked its host for, with what was typed. */
  requests: string[];
  /** The same as it was asked for, but for "ready". */
  asked: Record<string, unknown>[];
}

/** The page of each browser in which its panels are opened, one after the other: a page that is new takes several times as long. */
const pages = new WeakMap<Browser, PanelPage>();

/** Opens a panel in the browser's page, in the place of the one before it, of which nothing stays. */
export async function openPanel(
  browser: Browser,
  { url }: { url: string },
  theme: string,
  options: PanelPageOptions = {},
): Promise<{ page: Page } & Heard> {
  const kept = pages.get(browser) ?? (await PanelPage.open(browser));
  pages.set(browser, kept);
  return { page: kept.page, ...(await kept.show(`${url}/panel.html?theme=${theme}`, options)) };
}

class PanelPage {
  readonly page: Page;
  private heard: Heard = { complaints: [], requests: [], asked: [] };
  /** What belongs to the document that is loaded next. */
  private next: { heard: Heard; ready: () => void } | undefined;
  private ready = () => {};

  private constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.heard.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.heard.complaints.push(error.message));
    // What the document before it still says comes earlier.
    page.on("framenavigated", (frame) => {
      if (frame !== page.mainFrame() || this.next === undefined) return;
      ({ heard: this.heard, ready: this.ready } = this.next);
      this.next = undefined;
    });
  }

  static async open(browser: Browser): Promise<PanelPage> {
    const page = await browser.newPage();
    const opened = new PanelPage(page);
    await page.exposeFunction("onRequest", (request: Record<string, unknown>) => opened.hear(request));
    await page.addInitScript(() => {
      window.addEventListener("message", ({ data }) => {
        const { onRequest } = window as unknown as { onRequest(request: object): void };
        if (data?.request) onRequest(data.request);
      });
    });
    return opened;
  }

  async show(url: string, { width = 900, height = 1100, reducedMotion = false }: PanelPageOptions): Promise<Heard> {
    const { page } = this;
    if (page.url() !== "about:blank") await page.evaluate(() => sessionStorage.clear());
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: reducedMotion ? "reduce" : "no-preference" });
    // Out of the page, where the mouse of a new one is.
    await page.mouse.move(-1, -1);
    const ready = Promise.withResolvers<void>();
    const heard: Heard = { complaints: [], requests: [], asked: [] };
    this.next = { heard, ready: ready.resolve };
    await page.goto(url);
    await ready.promise;
    return heard;
  }

  private hear(request: Record<string, unknown>): void {
    const { type, asked } = request as { type: string; asked?: { typed?: string } };
    this.heard.requests.push(asked?.typed === undefined ? type : `${type}: ${asked.typed}`);
    if (type === "ready") this.ready();
    else this.heard.asked.push(request);
  }
}

/** What a message becomes on its way through a test's own channel, which is JSON. */
const packed = (message: unknown) =>
  JSON.stringify(message, (_, value) => {
    if (value instanceof Float32Array) return { floats: value.slice().buffer };
    return value instanceof ArrayBuffer ? { bytes: Buffer.from(value).toString("base64") } : value;
  });

/** Sends messages as the extension would, and waits until they have been drawn. */
export function send(page: Page | Frame, ...messages: (PanelMessage | { theme: string } | object)[]): Promise<void> {
  return page.evaluate((text) => {
    const all: unknown[] = JSON.parse(text, (_, value) => {
      if (value?.floats instanceof ArrayBuffer) return new Float32Array(value.floats);
      return typeof value?.bytes === "string"
        ? Uint8Array.from(atob(value.bytes), (it) => it.charCodeAt(0)).buffer
        : value;
    });
    for (const data of all) window.postMessage(data, "*");
    // A message arrives in a task of its own; a frame later it has been drawn, and its colours the frame after. Large pages take more frames.
    const { framesAsked } = window as unknown as { framesAsked: ReadonlySet<number> };
    return new Promise<void>((drawn) => {
      const wait = (frames: number) =>
        requestAnimationFrame(() => (frames > 0 || framesAsked.size > 0 ? wait(frames - 1) : drawn()));
      setTimeout(() => wait(2));
    });
  }, packed(messages));
}

/** The pixels of a canvas at its native size, RGBA. */
export async function pixelsOf(page: Page, selector: string): Promise<{ width: number; height: number; data: Buffer }> {
  const { bytes, ...size } = await page.locator(selector).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { width, height } = canvas;
    // A copy, so that the canvas itself stays as fast as it is for whoever looks at it.
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    copy?.drawImage(canvas, 0, 0);
    const data = copy?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    let bytes = "";
    for (let i = 0; i < data.length; i += 8192) bytes += String.fromCharCode(...data.subarray(i, i + 8192));
    return { width, height, bytes: btoa(bytes) };
  });
  return { ...size, data: Buffer.from(bytes, "base64") };
}
