import type { Page } from "playwright-core";

/**
 * Lets VS Code store what its window shows, so that a reload finds it. In a browser it does so every five seconds; what
 * it writes while the page goes away comes too late. Tests reload sooner than a person, so this makes it believe that
 * the page is about to go. The profile has it ask before that (`confirmBeforeClose`), and while it waits for the answer
 * it stores its state and goes on living.
 */
export async function storeWindowState(page: Page): Promise<void> {
  await page.evaluate(async () => {
    window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    // It writes from a timer of no delay; ours run after that.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    const databases = await indexedDB.databases();
    const states = databases.filter(({ name }) => name?.startsWith("vscode-web-state-db"));
    await Promise.all(states.map(({ name }) => settled(name as string)));

    /** A write transaction of ours begins when the ones before it have ended. */
    function settled(name: string): Promise<void> {
      return new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction([...database.objectStoreNames], "readwrite");
          transaction.onabort = () => reject(transaction.error);
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      });
    }
  });
}
