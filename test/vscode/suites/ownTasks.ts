// Which tasks of the event loop some scripts ran in, and how long they held it: from a profile of V8's.

import { type Profiler, Session } from "node:inspector/promises";

/** Microseconds between two looks at the stack. */
const INTERVAL = 200;

/** One stretch in which the event loop was kept by a script that was asked about. */
export interface OwnTask {
  /** By the clock: what everybody else in the process waited. */
  milliseconds: number;
  /** The functions it was in for longest. */
  where: string;
}

/** Profiles this thread while `work` runs. */
export async function profiled(work: () => Promise<void>): Promise<Profiler.Profile> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: INTERVAL });
    await session.post("Profiler.start");
    await work();
    // A task ends for the profile when something else begins.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return (await session.post("Profiler.stop")).profile;
  } finally {
    session.disconnect();
  }
}

/** The tasks with a function of such a script in them. */
export function ownTasks(profile: Profiler.Profile, isOwn: (url: string) => boolean): OwnTask[] {
  const stacks = stacksOf(profile);
  const { samples = [], timeDeltas = [] } = profile;
  const tasks: Sample[][] = [[]];
  samples.forEach((id, i) => {
    const frames = stacks.get(id)!;
    // A sample stands for the time until the next one.
    const microseconds = Math.max(0, timeDeltas[i + 1] ?? 0);
    if (frames.some(({ url }) => isOwn(url))) tasks.at(-1)!.push({ frames, microseconds });
    else if (tasks.at(-1)!.length > 0) tasks.push([]);
  });
  return tasks.filter((task) => task.length > 0).map(taskOf);
}

type Frame = Profiler.ProfileNode["callFrame"];

interface Sample {
  frames: Frame[];
  microseconds: number;
}

/** The call frames of every node of the profile, from the outermost inwards. */
function stacksOf({ nodes }: Profiler.Profile): Map<number, Frame[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  return new Map(
    nodes.map(({ id }) => {
      const frames: Frame[] = [];
      for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
        frames.unshift(byId.get(at)!.callFrame);
      }
      return [id, frames];
    }),
  );
}

function taskOf(samples: Sample[]): OwnTask {
  const within = new Map<string, number>();
  let all = 0;
  for (const { frames, microseconds } of samples) {
    all += microseconds;
    const scripts = frames.filter(({ url }) => url !== "");
    const names = scripts.map(({ functionName, url, lineNumber }) => {
      return `${functionName || "(anonymous)"} ${url.split("/").at(-1)}:${lineNumber + 1}`;
    });
    for (const name of new Set(names)) within.set(name, (within.get(name) ?? 0) + microseconds);
  }
  const longest = [...within].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const where = longest.map(([name, microseconds]) => `${name} ${(microseconds / 1000).toFixed(1)}`).join(" < ");
  return { milliseconds: all / 1000, where };
}
