import type { Frame, Page } from "playwright-core";
import { until } from "./until.ts";

/**
 * The document inside a visible webview, which is an iframe within an iframe. VS Code replaces the inner one whenever
 * the extension sets `webview.html`, so ask again after that.
 */
export function waitForWebview(page: Page, title: string): Promise<Frame> {
  return until(
    `a webview titled "${title}"`,
    async () => (await webviews(page)).find((webview) => webview.title === title)?.frame,
    { seen: async () => (await webviews(page)).map((webview) => webview.title) },
  );
}

async function webviews(page: Page): Promise<{ title: string | null; frame: Frame }[]> {
  const found = await Promise.all(
    page.frames().map(async (frame) => {
      const outer = frame.parentFrame();
      if (outer === null || outer === page.mainFrame()) return [];
      try {
        const element = await frame.frameElement();
        const shown = (await element.getAttribute("id")) === "active-frame" && (await element.isVisible());
        const outerShown = shown && (await (await outer.frameElement()).isVisible());
        return outerShown ? [{ title: await element.getAttribute("title"), frame }] : [];
      } catch {
        // It was replaced while we looked.
        return [];
      }
    }),
  );
  return found.flat();
}
