// Which tasks of the event loop some scripts ran in, and how long they held it: from a profile of V8's.

import { type Profiler, Session } from "node:inspector/promises";
import { ProcessorTime } from "./processorTime.ts";

/** Microseconds between two looks at the stack. */
const INTERVAL = 200;

/** One stretch in which the event loop was kept by a script that was asked about. */
export interface OwnTask {
  /** By the clock: what everybody else in the process waited. */
  milliseconds: number;
  /**
   * Of that, what the processor gave us: while others have it, nobody can look at our stack; and what the system says of this
   * thread, where it tells, does not count the time in which it waits for the system.
   */
  computed: number;
  /** Functions it was in, those that took longest first, and last the one that itself took longest; with milliseconds. */
  where: string[];
}

export interface Profiled {
  profile: Profiler.Profile;
  processor: ProcessorTime | undefined;
}

/** Profiles this thread while `work` runs. */
export async function profiled(work: () => Promise<void>): Promise<Profiled> {
  const session = new Session();
  session.connect();
  try {
    const processor = await ProcessorTime.watch();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: INTERVAL });
    await session.post("Profiler.start");
    await work();
    const { profile } = await session.post("Profiler.stop");
    await processor?.end();
    return { profile, processor };
  } finally {
    session.disconnect();
  }
}

/** The tasks with a function of such a script in them, the longest first. */
export function ownTasks({ profile, processor }: Profiled, isOwn: (url: string) => boolean): OwnTask[] {
  const stacks = stacksOf(profile);
  const tasks: OwnTask[] = [];
  let samples: Sample[] = [];
  let at = profile.startTime;
  const end = () => {
    // What the collector did after the last look at us may have been anybody's garbage.
    while (samples.at(-1)?.stack.kind === "garbage") samples.pop();
    if (samples.length > 0) tasks.push(taskOf(samples, processor));
    samples = [];
  };
  const { samples: ids = [], timeDeltas = [] } = profile;
  ids.forEach((id, i) => {
    const stack = stacks.get(id)!;
    at += timeDeltas[i];
    const own = stack.urls.some(isOwn);
    // A sample stands for the time until the next one.
    const microseconds = Math.max(0, timeDeltas[i + 1] ?? 0);
    if (own || (stack.kind === "garbage" && samples.length > 0)) samples.push({ stack, at, microseconds });
    else end();
  });
  end();
  return tasks.sort((a, b) => b.computed - a.computed);
}

interface Stack {
  kind: "garbage" | "code";
  urls: string[];
  /** From the outermost inwards. */
  names: string[];
}

function stacksOf({ nodes }: Profiler.Profile): Map<number, Stack> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  return new Map(
    nodes.map(({ id, callFrame }) => {
      const frames: Profiler.ProfileNode[] = [];
      for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) frames.unshift(byId.get(at)!);
      const kind = callFrame.functionName === "(garbage collector)" ? "garbage" : "code";
      const names = frames.map(({ callFrame: { functionName, url, lineNumber } }) =>
        url === "" ? functionName : `${functionName || "(anonymous)"} ${url.split("/").at(-1)}:${lineNumber + 1}`,
      );
      return [id, { kind, urls: frames.map((frame) => frame.callFrame.url), names }];
    }),
  );
}

interface Sample {
  stack: Stack;
  /** Of the clock that profiles and `process.hrtime` share, microseconds. */
  at: number;
  microseconds: number;
}

function taskOf(samples: Sample[], processor: ProcessorTime | undefined): OwnTask {
  const within = new Map<string, number>();
  const itself = new Map<string, number>();
  let all = 0;
  let computed = 0;
  for (const { stack, microseconds } of samples) {
    all += microseconds;
    computed += Math.min(microseconds, 2 * INTERVAL);
    const innermost = stack.names.at(-1) ?? "";
    itself.set(innermost, (itself.get(innermost) ?? 0) + microseconds);
    for (const name of new Set(stack.names)) within.set(name, (within.get(name) ?? 0) + microseconds);
  }
  const most = (times: Map<string, number>) =>
    [...times].sort((a, b) => b[1] - a[1]).map(([name, microseconds]) => `${name} ${(microseconds / 1000).toFixed(1)}`);
  const named = new Map([...within].filter(([name]) => name.includes(" ") && !name.startsWith("(")));
  const where = [...most(named).slice(0, 5), `itself ${most(itself)[0]}`];
  const given = processor?.between(samples[0].at, samples[0].at + all) ?? computed;
  return { milliseconds: all / 1000, computed: Math.min(computed, given) / 1000, where };
}
