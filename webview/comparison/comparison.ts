import { runColours } from "../../src/base/runColours.ts";
import type {
  ComparedGroup,
  ComparedRow,
  ComparisonMessage,
  ComparisonTable,
} from "../../src/contracts/comparisonPanel.ts";
import { RunView } from "../run/runView.ts";

/** Runs that are drawn until somebody chooses: more curves nobody can tell apart. */
export const MOST_DRAWN = 20;

const DASHES = 4;

/** How a run looks wherever it is drawn. */
export interface Look {
  colour: number;
  dash: number;
}

/** All that the page knows of the runs that it compares. */
export class Comparison {
  table: ComparisonTable | undefined;
  /** Why there is nothing to show. */
  problem: { message: string; hint?: string } | undefined;
  /** Folders of all of them, also of those that cannot be read. */
  folders: readonly string[] = [];
  private readonly views = new Map<string, RunView>();
  private looks = new Map<string, Look>();

  /** @param ticked the runs that somebody has chosen to draw */
  constructor(private ticked: readonly string[] | undefined) {}

  receive(message: ComparisonMessage): void {
    switch (message.type) {
      case "alive":
        return;
      case "table":
        this.problem = undefined;
        this.folders = message.folders;
        this.table = message.table;
        this.looks = looksOf(message.table);
        return;
      case "run":
        this.view(message.folder).receive(message.message);
        return;
      case "problem":
        this.problem = message.problem;
        return;
      default:
        message satisfies never;
    }
  }

  get rows(): readonly ComparedRow[] {
    return this.table?.rows ?? [];
  }

  /** The runs that are drawn, in the order of the rows. */
  get drawn(): ComparedRow[] {
    const { table, ticked } = this;
    if (table === undefined) return [];
    if (ticked !== undefined) return table.rows.filter(({ folder }) => ticked.includes(folder));
    const best = new Set(table.order.slice(0, MOST_DRAWN));
    return table.rows.filter((_, row) => best.has(row));
  }

  draw(folders: readonly string[]): void {
    this.ticked = folders;
  }

  /** The groups of those that are drawn, each with its drawn runs. */
  get drawnGroups(): { group: ComparedGroup; runs: ComparedRow[] }[] {
    const drawn = new Set(this.drawn);
    return (this.table?.groups ?? [])
      .map((group) => ({ group, runs: group.rows.map((row) => this.rows[row]).filter((row) => drawn.has(row)) }))
      .filter(({ runs }) => runs.length > 0);
  }

  /** What is known of a run. */
  view(folder: string): RunView {
    const known = this.views.get(folder) ?? new RunView();
    this.views.set(folder, known);
    return known;
  }

  look(folder: string): Look {
    return this.looks.get(folder) ?? { colour: 0, dash: 0 };
  }
}

/**
 * Groups have colours, and their runs dashes. A group has the colour of its first run, or the next that is free; where groups outnumber
 * the colours, those of one colour begin with other dashes.
 */
function looksOf({ rows, groups }: ComparisonTable): Map<string, Look> {
  const taken = runColours.map(() => 0);
  return new Map(
    groups.flatMap((group) => {
      const wanted = runColours.indexOf(rows[group.rows[0]].colour);
      const least = Math.min(...taken);
      const free = taken.map((_, i) => (wanted + i) % taken.length).find((colour) => taken[colour] === least);
      const colour = free ?? wanted;
      const dash = taken[colour]++;
      return group.rows.map((row, i): [string, Look] => [rows[row].folder, { colour, dash: (dash + i) % DASHES }]);
    }),
  );
}
