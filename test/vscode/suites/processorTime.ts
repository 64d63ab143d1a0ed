// How much of the processor the main thread of this process was given, as the system tells it.

import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** Milliseconds between two readings. */
const INTERVAL = 0.5;

/** Reads `schedstat` of the main thread, whose first number is the nanoseconds that it has run, until it is told to end. */
const READER = `
  const { openSync, readSync } = require("node:fs");
  const { parentPort, workerData: { file, end } } = require("node:worker_threads");
  const descriptor = openSync(file);
  const text = Buffer.alloc(128);
  const readings = [];
  parentPort.postMessage("begun");
  while (Atomics.wait(end, 0, 0, ${INTERVAL}) === "timed-out") {
    const length = readSync(descriptor, text, 0, text.length, 0);
    const ran = Number(text.latin1Slice(0, length).split(" ")[0]) / 1000;
    readings.push([Number(process.hrtime.bigint() / 1000n), ran]);
  }
  parentPort.postMessage(readings);
`;

/** Readings of the clock and of the time that the thread has run, both in microseconds. */
export class ProcessorTime {
  private readings: [clock: number, ran: number][] = [];

  private constructor(
    private readonly reader: Worker,
    private readonly stop: Int32Array,
  ) {}

  /** Undefined where the system does not tell. */
  static async watch(): Promise<ProcessorTime | undefined> {
    const file = `/proc/self/task/${process.pid}/schedstat`;
    if (!existsSync(file)) return undefined;
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const reader = new Worker(READER, { eval: true, workerData: { file, end: stop } });
    await new Promise((begun) => reader.once("message", begun));
    return new ProcessorTime(reader, stop);
  }

  async end(): Promise<void> {
    const readings = new Promise<[number, number][]>((done) => this.reader.once("message", done));
    Atomics.store(this.stop, 0, 1);
    Atomics.notify(this.stop, 0);
    this.readings = await readings;
  }

  /** At most so much the thread ran from `from` to `to`: the system counts a tick late, so the tick after is counted too. */
  between(from: number, to: number): number {
    const before = this.readings.findLast(([clock]) => clock <= from) ?? this.readings[0];
    const after = this.readings.find(([clock]) => clock >= to + TICK) ?? this.readings.at(-1);
    return before && after ? after[1] - before[1] : Number.POSITIVE_INFINITY;
  }
}

/** The longest time between two counts of a system, microseconds: that of 250 a second. */
const TICK = 4000;
