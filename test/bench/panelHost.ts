// A process of its own for `panel.ts`: what the host holds of a training whose rows it hands on.

import { PanelFeed } from "../../src/extension/panels/panelFeed.ts";
import { RunRecord } from "../../src/extension/runs/runRecord.ts";
import { RowBlocks } from "../../src/runner/thread/rowBlocks.ts";
import { someRun } from "../support/panels/someRun.ts";

const rows = Number(process.argv[2]);
const record = new RunRecord(someRun);
let [messages, bytes] = [0, 0];
const feed = new PanelFeed((message) => {
  messages++;
  if ("curves" in message) for (const { values } of message.curves) bytes += values.byteLength;
});
const held = () => {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
};
feed.show(record, { read: async (at) => ({ blocks: [], at, more: false }), recent: [] });
feed.pageReady();
await new Promise((ready) => setTimeout(ready, 200));
const training = new RowBlocks(
  (event) => {
    record.apply(event as Parameters<typeof record.apply>[0], performance.now());
    feed.recordGrown();
  },
  (block) => feed.addRows(block),
);
const before = held();
const began = performance.now();
for (let step = 1; step <= rows; step++) {
  const learning = { gradientNorm: 1, clippedNorm: 1, clippedShare: 0, updateRatio: 0.001, learningRate: 0.01 };
  training.emit({
    event: "step",
    step,
    epoch: 1,
    loss: 1 / step,
    ...learning,
    tokensPerSecond: 1e4,
    seconds: step / 100,
  });
  if (step % 1000 === 0) await new Promise((next) => setImmediate(next));
}
const took = performance.now() - began;
await new Promise((sent) => setTimeout(sent, 300));
feed.pageHidden();
held();
const after = held();
process.stdout.write(
  `the host hands ${rows.toLocaleString("en")} rows on in ${messages} messages of ${(bytes / messages / 1e6).toFixed(2)} MB (made in ${(took / 1000).toFixed(1)} s) and holds ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after\n`,
);
feed.dispose();
