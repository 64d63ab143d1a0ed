// Files as nobody would write them: only words for people may come of it, never a bug, and never without end.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { parseConfig, parseSetting } from "../../src/config/index.ts";
import { type RunEvent, sampleRun, savedParameters, train } from "../../src/runner/index.ts";
import { listRuns, RunFolder } from "../../src/runs/index.ts";
import { generator } from "../support/random.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

type Random = () => number;

const whole = (random: Random, below: number) => Math.floor(random() * below);
const pick = <T>(random: Random, from: readonly T[]): T => from[whole(random, from.length)];

/** Numbers that are small or absurd: nothing that would be a fair wish for an hour of work. */
const values = [
  ...[
    "-1",
    "0",
    "1",
    "2",
    "3",
    "7",
    "33",
    "1.5",
    "0.999",
    "1e-9",
    "1e308",
    "1e999",
    "-0",
    "2147483648",
    "9007199254740993",
  ],
  ...[
    "null",
    "true",
    "false",
    '""',
    '"a"',
    '"lstm"',
    '"random"',
    '"../.."',
    '"\\u0000"',
    '"😀"',
    '"\\ud800"',
    '"book.txt"',
  ],
  ...[
    "[]",
    "{}",
    "[1]",
    '["book.txt","book.txt"]',
    '{"norm":1}',
    '{"value":null}',
    '{"__proto__":{"x":1}}',
    "[[[[[[]]]]]]",
  ],
];

/** A text with some of its JSON values or characters changed. */
function mutatedText(text: string, random: Random): string {
  let result = text;
  for (let n = 1 + whole(random, 2); n > 0; n--) {
    const kind = random();
    if (kind < 0.85) {
      const all = [...result.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g)];
      const places = all.filter(({ index, 0: old }) => !/^\s*:/.test(result.slice(index + old.length)));
      if (places.length === 0) continue;
      const { index, 0: old } = pick(random, places);
      result = result.slice(0, index) + pick(random, values) + result.slice(index + old.length);
    } else if (kind < 0.93) {
      const keys = [...result.matchAll(/"(\w+)"\s*:/g)];
      if (keys.length === 0) continue;
      const { index, 0: old } = pick(random, keys);
      const name = pick(random, ["", "__proto__", "constructor", "units", "Task", "tok en", "name", "step"]);
      result = `${result.slice(0, index)}"${name}":${result.slice(index + old.length)}`;
    } else {
      result = Buffer.from(mutatedBytes(Buffer.from(result), random)).toString("utf8");
    }
  }
  return result;
}

/** Bytes flipped, cut out, put in twice, cut off. */
function mutatedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let result = Buffer.from(bytes);
  for (let n = 1 + whole(random, 4); n > 0; n--) {
    const at = whole(random, result.length);
    const length = whole(random, Math.min(64, result.length - at + 1));
    const part = result.subarray(at, at + length);
    const kind = whole(random, 5);
    if (kind === 0 && result.length > 0) result[at] = whole(random, 256);
    else if (kind === 1 && result.length > 0) result[at] ^= 1 << whole(random, 8);
    else if (kind === 2) result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
    else if (kind === 3) result = Buffer.concat([result.subarray(0, at), part, result.subarray(at)]);
    else if (random() < 0.3) result = result.subarray(0, at);
  }
  return result;
}

/** A checkpoint whose header says something else, or whose numbers are others. */
function mutatedCheckpoint(bytes: Uint8Array, random: Random): Uint8Array {
  if (random() < 0.3) return mutatedBytes(bytes, random);
  const file = Buffer.from(bytes);
  const length = Number(file.readBigUInt64LE());
  const header = file.subarray(8, 8 + length).toString("utf8");
  const replaced = (pattern: RegExp, by: (old: RegExpMatchArray) => string) => {
    const old = pick(random, [...header.matchAll(pattern)]);
    return header.slice(0, old.index) + by(old) + header.slice(old.index + old[0].length);
  };
  const shapes = ["[0]", "[1]", "[4,4]", "[]", "[-1]", "[9007199254740993]", "[65536,65536,65536]", "[0,1e3]"];
  const changes = [
    () => replaced(/"F32"/g, () => pick(random, ['"I64"', '"F64"', '"I32"', '"BF16"', '"BOOL"', '"F8_E4M3"'])),
    () => replaced(/("unroll\.\w+":)"(?:[^"\\]|\\.)*"/g, (old) => old[1] + JSON.stringify(pick(random, values))),
    () => replaced(/\[\d+(,\d+)*\]/g, () => pick(random, shapes)),
    () =>
      replaced(/"[a-z][\w.]+":\{/g, () =>
        pick(random, ['"rnn.x":{', '"unroll.state.l9.h":{', '"x":{', '"__proto__":{']),
      ),
  ];
  const changed = Buffer.from(pick(random, changes)());
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(changed.length));
  return Buffer.concat([size, changed, file.subarray(8 + length)]);
}

/** Trains two steps at most, whatever the config wishes. */
async function shortTraining(
  request: { configFile?: string; resume?: string; sets?: string[] },
  cwd: string,
): Promise<RunEvent[]> {
  const stop = new AbortController();
  const events: RunEvent[] = [];
  const emit = (event: RunEvent) => {
    events.push(event);
    if (event.event === "step" && ++steps === 2) stop.abort();
  };
  let steps = 0;
  const { configFile, resume, sets = [] } = request;
  const { done } = await train(
    { configFile, resume, cwd, settings: sets.map(parseSetting) },
    { emit, signal: stop.signal },
  );
  expect(events.at(-1)).toEqual(done);
  return events;
}

/** Fails for what is not an error for people: a bug of ours. */
async function onlyUserErrors(what: () => Promise<unknown> | unknown): Promise<string> {
  try {
    await what();
    return "fine";
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.code;
  }
}

const MOST_SECONDS = 10;
const MOST_GROWTH = 1.5 * 2 ** 30;

/** `rounds` broken files of each kind; returns how often each outcome was met. */
export async function fuzz({ rounds, seed }: { rounds: number; seed: number }): Promise<Record<string, number>> {
  const config = smallConfig({
    model: { cell: "lstm", layers: 2, dropout: 0.1 },
    training: { steps: 20, validateEvery: 5, sampleEvery: 5, checkpointEvery: 5 },
  });
  const book = words(900);
  const good = workspace({ "a.rnnconfig": config, "book.txt": book });
  await train(
    { configFile: join(good, "a.rnnconfig"), cwd: good },
    { emit: () => {}, signal: new AbortController().signal },
  );
  const pristine = onlyRun(good);

  // Nothing is kept, so nothing has to reach a disk.
  const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const place = workspace({ "a.rnnconfig": config, "book.txt": book }, memory);
  const run = join(place, ".unroll", "runs", "a");
  const restore = () => {
    rmSync(join(place, ".unroll"), { recursive: true, force: true });
    writeFileSync(join(place, "a.rnnconfig"), config);
    writeFileSync(join(place, "book.txt"), book);
    mkdirSync(join(place, ".unroll", "runs"), { recursive: true });
    cpSync(pristine, run, { recursive: true });
  };

  const text = (path: string) => (random: Random) => {
    writeFileSync(join(place, path), mutatedText(readFileSync(join(place, path), "utf8"), random));
  };
  const inRun = (name: string) => `.unroll/runs/a/${name}`;
  const kinds: Record<string, (random: Random) => void> = {
    config: text("a.rnnconfig"),
    text: (random) => writeFileSync(join(place, "book.txt"), mutatedBytes(Buffer.from(book), random)),
    "run.json": text(inRun("run.json")),
    "vocabulary.json": text(inRun("vocabulary.json")),
    "metrics.jsonl": text(inRun("metrics.jsonl")),
    checkpoint: (random) => {
      const file = join(run, "checkpoints", pick(random, ["last.safetensors", "best.safetensors"]));
      writeFileSync(file, mutatedCheckpoint(readFileSync(file), random));
    },
    lock: (random) => {
      const dead = { pid: 2 ** 31 - 1, started: null, host: hostname() };
      const locks = ['{"pid":', '{"pid":-1,"host":"x"}', '{"pid":1e9,"host":7}', "null", "", "7", JSON.stringify(dead)];
      const file = join(run, "lock");
      writeFileSync(file, pick(random, locks));
      // A young one might still be in the making, and is waited for.
      if (random() < 0.8) utimesSync(file, 1, 1);
    },
  };

  const outcomes: Record<string, number> = {};
  const before = process.memoryUsage().rss;
  for (let round = 0; round < rounds; round++) {
    for (const [kind, mutate] of Object.entries(kinds)) {
      const own = seed + round;
      const label = `${kind}, seed ${own}`;
      const random = generator(own * 7919 + kind.length);
      restore();
      mutate(random);
      const begun = performance.now();
      const code = await onlyUserErrors(() => used(kind, place, run, random)).catch((error) => {
        throw new Error(`${label}: ${error.stack ?? error}`);
      });
      const seconds = (performance.now() - begun) / 1000;
      expect(seconds, label).toBeLessThan(MOST_SECONDS);
      outcomes[`${kind}: ${code}`] = (outcomes[`${kind}: ${code}`] ?? 0) + 1;
    }
  }
  const growth = process.memoryUsage().rss - before;
  expect(growth, "bytes of memory").toBeLessThan(MOST_GROWTH);
  return outcomes;
}

/** Does with a broken file what a person does with it, and throws the first error for people. */
async function used(kind: string, place: string, run: string, random: Random): Promise<void> {
  const fails: UserError[] = [];
  const attempt = async (what: () => Promise<unknown> | unknown) => {
    await Promise.resolve()
      .then(what)
      .catch((error) => {
        if (!(error instanceof UserError)) throw error;
        fails.push(error);
      });
  };
  const runTraining = async (request: Parameters<typeof shortTraining>[0]) => {
    const events = await shortTraining(request, place);
    for (const event of events) {
      if (event.event !== "error") continue;
      if (event.code === "internal") throw new Error(event.message);
      expect(event.message).not.toMatch(/NaN|\[object/);
      const { code, message: text, hint } = event;
      fails.push(new UserError({ id: code, args: {}, code, text, hint }));
    }
  };
  if (kind === "config" || kind === "text") {
    const sets =
      random() < 0.5
        ? []
        : [
            `${pick(random, [
              ...["model.units", "training.steps", "__proto__.x", "data", "training.clip", "a.b.c"],
              ...["training.clip.norm", "baselines[0].order", "data.train[0]", "training.optimizer.beta1"],
            ])}=${pick(random, values)}`,
          ];
    await attempt(() => runTraining({ configFile: join(place, "a.rnnconfig"), sets }));
    await attempt(() => parseConfig(readFileSync(join(place, "a.rnnconfig"), "utf8"), sets.map(parseSetting)));
  } else {
    await attempt(() => listRuns(place));
    await attempt(async () => {
      const folder = await RunFolder.open(run);
      await folder.readMetrics();
      await savedParameters(folder);
      await sampleRun(folder, { length: 3 });
    });
    await attempt(() => runTraining({ resume: run, sets: ["training.steps=40"] }));
  }
  if (fails.length > 0) throw fails[0];
}
