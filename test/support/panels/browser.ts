import type { Browser, Frame, Page } from "playwright-core";
import { chromium } from "playwright-core";
import type { PanelMessage } from "../../../src/contracts/trainingPanel.ts";
import { installChromium } from "../../vscode/chromium.ts";

export async function openBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  return chromium.launch({ executablePath: await installChromium(), args });
}

export interface PanelPageOptions {
  width?: number;
  height?: number;
  reducedMotion?: boolean;
}

/** A page of a panel of its own, what went wrong in it, and the names of what it asked its host for, with what was typed. */
export async function openPanel(
  browser: Browser,
  { url }: { url: string },
  theme: string,
  { width = 900, height = 1100, reducedMotion = false }: PanelPageOptions = {},
): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
  });
  const page = await context.newPage();
  const [complaints, requests]: string[][] = [[], []];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const ready = Promise.withResolvers<void>();
  await page.exposeFunction("onRequest", (type: string, typed?: string) => {
    requests.push(typed === undefined ? type : `${type}: ${typed}`);
    if (type === "ready") ready.resolve();
  });
  await page.addInitScript(() => {
    window.addEventListener("message", ({ data }) => {
      const { onRequest } = window as unknown as { onRequest(type: string, typed?: string): void };
      if (data?.request) onRequest(data.request.type, data.request.asked?.typed);
    });
  });
  await page.goto(`${url}/panel.html?theme=${theme}`);
  await ready.promise;
  return { page, complaints, requests };
}

/** What a message becomes on its way through a test's own channel, which is JSON. */
const packed = (message: unknown) =>
  JSON.stringify(message, (_, value) =>
    value instanceof ArrayBuffer ? { bytes: Buffer.from(value).toString("base64") } : value,
  );

/** Sends messages as the extension would, and waits until they have been drawn. */
export function send(page: Page | Frame, ...messages: (PanelMessage | { theme: string } | object)[]): Promise<void> {
  return page.evaluate((text) => {
    const all: unknown[] = JSON.parse(text, (_, value) =>
      typeof value?.bytes === "string" ? Uint8Array.from(atob(value.bytes), (it) => it.charCodeAt(0)).buffer : value,
    );
    for (const data of all) window.postMessage(data, "*");
    // A message arrives in a task of its own; a frame later it has been drawn, and its colours the frame after.
    return new Promise<void>((drawn) => {
      setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))));
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
