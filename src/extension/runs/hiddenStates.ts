import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PanelHidden, PanelLayer } from "../../contracts/trainingPanel.ts";

/**
 * The hidden states of a run's latest sample, kept in VS Code's own storage so that a panel comes back as it was. They are not
 * part of the run: who deletes them loses a picture until the next sample.
 */
export class HiddenStates {
  private readonly waiting = new Map<string, PanelHidden>();
  private writing: Promise<void> | undefined;

  /** Without a folder (a window without a workspace) nothing is kept. */
  constructor(readonly folder: string | undefined) {}

  /** Writes in the background, of each run only the newest. */
  save(id: string, hidden: PanelHidden): void {
    if (this.folder === undefined) return;
    this.waiting.set(id, hidden);
    this.writing ??= this.writeAll(this.folder).finally(() => {
      this.writing = undefined;
    });
  }

  async load(id: string): Promise<PanelHidden | null> {
    if (this.folder === undefined) return null;
    try {
      const bytes = await readFile(fileOf(this.folder, id));
      const end = bytes.indexOf(0x0a);
      const { layers, ...rest } = JSON.parse(bytes.toString("utf8", 0, end)) as Header;
      let at = end + 1;
      return {
        ...rest,
        layers: layers.map(({ length, ...layer }) => {
          const values = new Uint8Array(bytes.subarray(at, at + length)).buffer;
          at += length;
          if (values.byteLength !== length) throw new Error("cut short");
          return { ...layer, values };
        }),
      };
    } catch {
      return null;
    }
  }

  private async writeAll(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true }).catch(() => {});
    for (let next = first(this.waiting); next !== undefined; next = first(this.waiting)) {
      const [id, { layers, ...rest }] = next;
      this.waiting.delete(id);
      const sizes = layers.map(({ values, ...layer }) => ({ ...layer, length: values.byteLength }));
      const header = Buffer.from(`${JSON.stringify({ ...rest, layers: sizes })}\n`);
      const file = fileOf(folder, id);
      await writeFile(file, [header, ...layers.map(({ values }) => new Uint8Array(values))]).catch(() =>
        rm(file, { force: true }).catch(() => {}),
      );
    }
  }
}

type Header = Omit<PanelHidden, "layers"> & { layers: (Omit<PanelLayer, "values"> & { length: number })[] };

function fileOf(folder: string, id: string): string {
  return join(folder, `${encodeURIComponent(id)}.states`);
}

function first<K, V>(map: Map<K, V>): [K, V] | undefined {
  return map.entries().next().value;
}
