import { Uri } from "vscode";
import { type Experiment, isGroup, type RunGroupEntry } from "../../catalogue/index.ts";
import type { UnreadableRun } from "../../contracts/background.ts";
import type { RunEntry } from "../../contracts/runEntry.ts";
import type { QueuedItem } from "../queue/queue.ts";

/** What a line of the tree stands for. It stays the same object while what is known of it changes, as VS Code wants it. */
export type TreeNode = QueuedNode | ExperimentNode | GroupNode | RunNode | UnreadableNode;

/** A training or a sweep that waits for its turn. */
export class QueuedNode {
  constructor(
    readonly item: QueuedItem,
    /** From 1. */
    readonly place: number,
    readonly isHeld: boolean,
  ) {}

  get id(): string {
    return `queued ${this.item.id}`;
  }

  get target(): { queued: string } {
    return { queued: this.item.id };
  }
}

export class ExperimentNode {
  children: TreeNode[] = [];

  constructor(
    readonly id: string,
    public experiment: Experiment,
  ) {}

  /** What commands are given that are called on it. */
  get target(): Uri {
    return Uri.file(this.experiment.configFile);
  }
}

export class GroupNode {
  children: TreeNode[] = [];

  constructor(
    readonly id: string,
    public group: RunGroupEntry,
    readonly parent: ExperimentNode,
  ) {}

  get target(): string[] {
    return this.group.runs.map(({ path }) => path);
  }
}

export class RunNode {
  constructor(
    readonly id: string,
    public run: RunEntry,
    readonly parent: ExperimentNode | GroupNode,
  ) {}

  get target(): string {
    return this.run.path;
  }
}

/** A folder among the runs that is none. */
export class UnreadableNode {
  constructor(
    readonly id: string,
    public unreadable: UnreadableRun,
  ) {}

  get target(): string {
    return this.unreadable.path;
  }
}

/** What VS Code hands a command that was called on lines of the tree: their targets in the place of the lines. */
export function targetsIn(argument: unknown): unknown {
  if (Array.isArray(argument)) return argument.map(targetsIn);
  const nodes = [QueuedNode, ExperimentNode, GroupNode, RunNode, UnreadableNode];
  return nodes.some((node) => argument instanceof node) ? (argument as TreeNode).target : argument;
}

/** The nodes of a tree, made anew of what is known now; nodes that were there before are kept. */
export class NodeTree {
  roots: TreeNode[] = [];
  private nodes = new Map<string, TreeNode>();

  get(id: string): TreeNode | undefined {
    return this.nodes.get(id);
  }

  ofRun(path: string): RunNode | undefined {
    return this.nodes.get(`run ${path}`) as RunNode | undefined;
  }

  /** @returns the nodes that look otherwise than before, with their children; "all" where others stand at the top */
  grow(experiments: readonly Experiment[], unreadable: readonly UnreadableRun[]): TreeNode[] | "all" {
    const before = this.nodes;
    const changed = new Set<TreeNode>();
    this.nodes = new Map();
    const keep = <N extends TreeNode>(id: string, same: (node: N) => boolean, make: () => N): N => {
      const known = before.get(id) as N | undefined;
      const node = known !== undefined && same(known) ? known : make();
      this.nodes.set(id, node);
      return node;
    };
    const children = (node: ExperimentNode | GroupNode, now: TreeNode[]) => {
      if (!sameNodes(node.children, now)) changed.add(node);
      node.children = now;
    };
    const runNode = (run: RunEntry, parent: ExperimentNode | GroupNode): RunNode => {
      const make = () => new RunNode(`run ${run.path}`, run, parent);
      const node = keep<RunNode>(`run ${run.path}`, (known) => known.parent === parent, make);
      if (node.run !== run) changed.add(node);
      node.run = run;
      return node;
    };
    const groupNode = (group: RunGroupEntry, parent: ExperimentNode): GroupNode => {
      const id = `group ${parent.id} ${group.id}`;
      const node = keep<GroupNode>(
        id,
        (known) => known.parent === parent,
        () => new GroupNode(id, group, parent),
      );
      if (!sameNodes(node.group.runs, group.runs)) changed.add(node);
      node.group = group;
      children(
        node,
        group.runs.map((run) => runNode(run, node)),
      );
      return node;
    };
    const roots: TreeNode[] = experiments.map((experiment) => {
      const id = `experiment ${experiment.configFile}`;
      const node = keep<ExperimentNode>(
        id,
        () => true,
        () => new ExperimentNode(id, experiment),
      );
      const { exists, runs } = node.experiment;
      // What VS Code is told of a line, it asks for all lines below it.
      if (exists !== experiment.exists || runs.length !== experiment.runs.length) changed.add(node);
      node.experiment = experiment;
      children(
        node,
        experiment.entries.map((entry) => (isGroup(entry) ? groupNode(entry, node) : runNode(entry, node))),
      );
      return node;
    });
    for (const one of unreadable) {
      const id = `unreadable ${one.path}`;
      const node = keep<UnreadableNode>(
        id,
        () => true,
        () => new UnreadableNode(id, one),
      );
      node.unreadable = one;
      roots.push(node);
    }
    const isSame = sameNodes(this.roots, roots);
    this.roots = roots;
    return isSame ? [...changed] : "all";
  }
}

function sameNodes(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && now.every((one, i) => one === before[i]);
}
