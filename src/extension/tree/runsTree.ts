import * as vscode from "vscode";
import { arrange, type Order, orders, parseFilter } from "../../catalogue/index.ts";
import { matches, oneOf } from "../../contracts/shapes.ts";
import type { Queue } from "../queue/queue.ts";
import { ExperimentNode, GroupNode, NodeTree, QueuedNode, RunNode, type TreeNode } from "./nodes.ts";
import type { RunList } from "./runList.ts";
import { childrenOf, experimentItem, groupItem, queuedItem, runItem, runTooltip, unreadableItem } from "./treeItems.ts";
import { Turns } from "./turns.ts";

const orderKey = "unroll.runs.order";

/** The view of all runs in the activity bar: experiments, their groups, their runs. */
export class RunsTree implements vscode.TreeDataProvider<TreeNode> {
  private readonly changes = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly nodes = new NodeTree();
  private readonly view: vscode.TreeView<TreeNode>;
  private readonly disposables: vscode.Disposable[];
  private readonly turns = new Turns();
  private filterText = "";
  private currentOrder: Order;

  constructor(
    private readonly list: RunList,
    private readonly queue: Queue,
    private readonly memory: vscode.Memento,
  ) {
    const order = memory.get(orderKey);
    this.currentOrder = matches(oneOf(...orders), order) ? order : "newest";
    this.view = vscode.window.createTreeView("unroll.runs", {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => this.changes.fire(undefined));
    const queued = queue.onDidChange(() => this.changes.fire(undefined));
    this.disposables = [this.changes, this.view, trusted, queued, list.onDidChange(() => this.update())];
  }

  get order(): Order {
    return this.currentOrder;
  }

  async sort(order: Order): Promise<void> {
    this.currentOrder = order;
    await this.memory.update(orderKey, order);
    this.update();
  }

  get filter(): string {
    return this.filterText;
  }

  set filter(text: string) {
    this.filterText = text;
    void vscode.commands.executeCommand("setContext", "unroll.runsFiltered", parseFilter(text) !== undefined);
    this.update();
  }

  /** What is selected in it, of lines whose parents are selected too only these. */
  get selection(): readonly TreeNode[] {
    return this.view.visible ? this.view.selection : [];
  }

  /** Shows the line of a run, once there is one. */
  async reveal(path: string): Promise<void> {
    const node = this.nodes.ofRun(path);
    if (node !== undefined && this.view.visible) await this.view.reveal(node, { select: true, focus: true });
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node !== undefined) return childrenOf(node);
    await this.list.begin();
    // What waits stands above all.
    const { items, isHeld } = this.queue;
    return [...items.map((item, i) => new QueuedNode(item, i + 1, isHeld)), ...this.nodes.roots];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return "parent" in node ? node.parent : undefined;
  }

  /** VS Code asks for all runs of an experiment at once. */
  getTreeItem(node: TreeNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    return this.turns.take(() => this.itemOf(node));
  }

  private itemOf(node: TreeNode): vscode.TreeItem {
    if (node instanceof QueuedNode) return queuedItem(node);
    if (node instanceof ExperimentNode) return experimentItem(node, node === this.nodes.roots[0]);
    if (node instanceof GroupNode) return groupItem(node);
    if (node instanceof RunNode) return runItem(node);
    return unreadableItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node instanceof RunNode) item.tooltip = runTooltip(node.run);
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private update(): void {
    const filter = parseFilter(this.filterText);
    const experiments = arrange(this.list.runs, this.list.configs, { order: this.currentOrder, filter });
    const changed = this.nodes.grow(experiments, filter ? [] : this.list.unreadable);
    this.say(
      experiments.reduce((sum, { runs }) => sum + runs.length, 0),
      filter !== undefined,
    );
    if (changed === "all") this.changes.fire(undefined);
    else if (changed.length > 0) this.changes.fire(changed);
  }

  private say(shown: number, isFiltered: boolean): void {
    const { l10n } = vscode;
    const all = this.list.runs;
    const running = all.filter(({ state }) => state === "running").length;
    // Beside a message VS Code shows no welcome, which says the same where nothing is found.
    const message =
      isFiltered && shown > 0 ? l10n.t("“{0}”: {1} of {2} runs", this.filterText, shown, all.length) : undefined;
    if (this.view.message !== message) this.view.message = message;
    if (this.view.badge?.value === (running || undefined)) return;
    const tooltip = running === 1 ? l10n.t("1 run is training") : l10n.t("{0} runs are training", running);
    this.view.badge = running > 0 ? { value: running, tooltip } : undefined;
  }
}
