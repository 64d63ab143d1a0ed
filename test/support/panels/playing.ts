import type { JSHandle, Locator } from "playwright-core";
import { expect } from "vitest";

/** All that an element says from now on. What is said for a moment is over before anybody looks again, so the page itself looks. */
export function watchText(of: Locator): Promise<JSHandle<string[]>> {
  return of.evaluateHandle((element) => {
    const all: string[] = [];
    new MutationObserver(() => all.push(element.textContent ?? "")).observe(element, {
      childList: true,
      subtree: true,
    });
    return all;
  });
}

/** Plays a sound to its end, once there is one. */
export async function playThrough(play: Locator): Promise<void> {
  await expect.poll(() => play.isEnabled()).toBe(true);
  const said = await watchText(play);
  await play.press("Enter");
  await expect.poll(() => said.jsonValue()).toEqual(["Stop", "Play"]);
}
