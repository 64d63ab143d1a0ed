import { dirname } from "node:path";
import * as Type from "typebox";
import * as vscode from "vscode";
import { matches, oneOf } from "../../contracts/shapes.ts";
import { isIn } from "../runs/renames.ts";
import type { Trainings } from "../trainings/trainings.ts";
import { MOST_TRAININGS, mostTrainings } from "./mostTrainings.ts";
import type { Sweeps } from "./sweeps.ts";

const queuedItem = Type.Object({
  id: Type.String(),
  kind: oneOf("training", "sweep"),
  name: Type.String(),
  configFile: Type.String(),
  /** The config as it was when it was put here: what is edited since is another experiment. */
  text: Type.Optional(Type.String()),
  /** A sweep that goes on: its folder. */
  resume: Type.Optional(Type.String()),
});

/** What waits for its turn. */
export type QueuedItem = Type.Static<typeof queuedItem>;

const memoryKey = "unroll.queue";

/** The trainings and sweeps that wait until others have ended. They are remembered, and wait to be continued after a reload. */
export class Queue {
  private readonly changes = new vscode.EventEmitter<void>();
  /** Something was added, moved or removed, has begun, or waits for a person. */
  readonly onDidChange = this.changes.event;
  private waiting: QueuedItem[];
  private held: boolean;
  /** The window goes: what it has remembered stays as it is. */
  private closed = false;
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly memory: vscode.Memento,
    private readonly trainings: Trainings,
    private readonly sweeps: Sweeps,
  ) {
    const known = memory.get(memoryKey);
    this.waiting = matches(Type.Array(queuedItem), known) ? known : [];
    // Nobody has asked for anything in this window yet.
    this.held = this.waiting.length > 0;
    this.disposables = [
      this.changes,
      trainings.onDidChange(({ phase }) => phase === "ended" && this.goOn()),
      sweeps.onDidChange(() => this.onSweeps()),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(MOST_TRAININGS) && this.goOn()),
    ];
    this.note();
  }

  get items(): readonly QueuedItem[] {
    return this.waiting;
  }

  /** Whether it waits for a person to continue it. */
  get isHeld(): boolean {
    return this.held;
  }

  /** Whether as much trains as the setting allows. */
  get isFull(): boolean {
    return this.sweeps.live.length > 0 || this.trainings.live.length >= mostTrainings();
  }

  add(item: Omit<QueuedItem, "id">): void {
    const id = `${Date.now()}-${this.waiting.length}-${Math.random().toString(36).slice(2, 8)}`;
    this.waiting.push({ ...item, id });
    this.goOn();
    this.changed();
  }

  remove(id: string): void {
    this.waiting = this.waiting.filter((item) => item.id !== id);
    this.changed();
  }

  /** Earlier or later by so many places. */
  move(id: string, by: number): void {
    const from = this.waiting.findIndex((item) => item.id === id);
    if (from < 0) return;
    const [item] = this.waiting.splice(from, 1);
    this.waiting.splice(Math.max(0, Math.min(this.waiting.length, from + by)), 0, item);
    this.changed();
  }

  /** Begins at once, whatever else trains. */
  startNow(id: string): void {
    const item = this.waiting.find((each) => each.id === id);
    if (item === undefined) return;
    this.remove(id);
    this.start(item);
  }

  /** After a reload: begins with what is first. */
  continue(): void {
    this.held = false;
    this.goOn();
    this.changed();
  }

  /** A config has another name. */
  renamed(from: string, to: string): void {
    if (!this.waiting.some(({ configFile }) => isIn(configFile, from))) return;
    this.waiting = this.waiting.map((item) =>
      isIn(item.configFile, from) ? { ...item, configFile: to + item.configFile.slice(from.length) } : item,
    );
    this.changed();
  }

  /** Nothing begins any more, and what trains is remembered as what waits. */
  close(): void {
    this.closed = true;
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private goOn(): void {
    while (!this.held && !this.closed && !this.isFull && vscode.workspace.isTrusted) {
      const item = this.waiting.shift();
      if (item === undefined) return;
      this.changed();
      this.start(item);
    }
  }

  private start({ kind, name, configFile, text, resume }: QueuedItem): void {
    const config = { configFile, configText: text };
    if (kind === "sweep") this.sweeps.start(name, configFile, resume === undefined ? config : { resume });
    else this.trainings.start(name, configFile, { ...config, cwd: dirname(configFile) });
  }

  private onSweeps(): void {
    this.goOn();
    void this.save();
  }

  private changed(): void {
    void this.save();
    this.note();
    this.changes.fire();
  }

  /** A sweep that trains is remembered as one that goes on. */
  private async save(): Promise<void> {
    if (this.closed) return;
    const live = this.sweeps.live.flatMap(({ name, configFile, folder }): QueuedItem[] =>
      folder === undefined ? [] : [{ id: folder, kind: "sweep", name, configFile, resume: folder }],
    );
    await this.memory.update(memoryKey, [...live, ...this.waiting]);
  }

  private note(): void {
    const isHeld = this.held && this.waiting.length > 0;
    void vscode.commands.executeCommand("setContext", "unroll.queueHeld", isHeld);
  }
}
