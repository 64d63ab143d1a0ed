// Ids in the smallest type that holds them, in place: stored, widened, renumbered, narrowed, reversed.
import { expect, test } from "vitest";
import { bytesPerToken } from "../../src/data/index.ts";
import { STRETCH, TokenStore } from "../../src/data/text/tokens.ts";
import { SpaceStore } from "../../src/data/text/words/spaceStore.ts";
import { folderWith, load } from "../reading/folder.ts";
import { generator } from "../support/random.ts";
import { words } from "../support/workspace.ts";

const SIZES = [1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 100_000, 1_000_000];

test("a store is the list of what came, whatever the types on the way", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = generator(seed);
    const pick = (n: number) => Math.floor(random() * n);
    // Also with less room than comes.
    const store = new TokenStore([0, 1000, 4 * STRETCH][seed % 3]);
    const expected: number[] = [];
    let size = 1;
    for (let i = 0; i < 4; i++) {
      size = Math.max(size, SIZES[pick(SIZES.length)]);
      const ids = Int32Array.from({ length: [0, 1, 1000, STRETCH + 1][pick(4)] + 3 }, () => pick(size));
      store.append(ids, ids.length - 3, size);
      expected.push(...ids.subarray(0, -3));
    }
    store.trim();
    const said = `seed ${seed}`;
    const [from, to] = [pick(expected.length + 1), pick(expected.length + 1)].sort((a, b) => a - b);
    const some: number[] = [];
    await store.each(from, to, undefined, (stretch, at) => {
      expect(at).toBe(from + some.length);
      some.push(...stretch);
    });
    expect(some.length === to - from && some.every((id, i) => id === expected[from + i]), said).toBe(true);
    // Renumbered as they stand, or after they were looked at.
    if (seed % 2 === 0) {
      expect(
        Buffer.from(Int32Array.from(store.view()).buffer).equals(Buffer.from(Int32Array.from(expected).buffer)),
        said,
      ).toBe(true);
    }
    const finalSize = SIZES[pick(SIZES.length)];
    const final = Int32Array.from({ length: size }, () => pick(finalSize));
    await store.renumber(final, finalSize);
    await store.reverse();
    expect(store.view().BYTES_PER_ELEMENT).toBe(bytesPerToken(finalSize));
    const renumbered = Int32Array.from(expected, (id) => final[id]).reverse();
    expect(Buffer.from(Int32Array.from(store.view()).buffer).equals(Buffer.from(renumbered.buffer)), said).toBe(true);
  }
});

test("white space before words is what came, from any word on", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = generator(seed);
    const pick = (n: number) => Math.floor(random() * n);
    const store = new SpaceStore(1000);
    const expected: number[] = [];
    for (const count of [STRETCH, STRETCH, pick(50)]) {
      const spaces = Int32Array.from({ length: STRETCH }, () => (pick(9) ? pick(4) : pick(256)));
      store.append(spaces, count);
      expected.push(...spaces.subarray(0, count));
    }
    store.trim();
    for (let place = pick(expected.length); place < expected.length; ) {
      const read = store.reader(place);
      for (const count of [1, pick(9), STRETCH]) {
        const most = Math.min(count, expected.length - place);
        expect(Array.from(read(most)), `seed ${seed} at ${place}`).toEqual(expected.slice(place, place + most));
        place += most;
      }
    }
  }
});

test("a character of a text takes a byte, two where there are more than 256 different ones", async () => {
  const many = Array.from({ length: 257 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join("");
  const none = { validation: 0, test: 0 };
  const corpus = await load(folderWith({ "a.txt": "abc".repeat(1000) }), { train: "a.txt", ...none });
  expect(corpus.train).toBeInstanceOf(Uint8Array);
  // Widened at the last character of all, and decoded again.
  const wide = await load(folderWith({ "a.txt": `${many.slice(0, 256).repeat(999)}${many}` }), {
    train: "a.txt",
    ...none,
  });
  expect(wide.train).toBeInstanceOf(Uint16Array);
  expect(wide.vocabulary.decode(wide.train)).toBe(`${many.slice(0, 256).repeat(999)}${many}`);
  // The cut makes them narrow again; parts share the buffer.
  const cut = await load(folderWith({ "a.txt": many.repeat(9) }), {
    train: "a.txt",
    vocabulary: { size: 200 },
    validation: 0.2,
  });
  expect(cut.train).toBeInstanceOf(Uint8Array);
  expect(cut.train.buffer).toBe(cut.validation.buffer);
});

test.each(["character", "word"])("messages come through while a text of %ss is loaded", async (unit) => {
  const pieces = unit === "word" ? 50 : 100;
  const folder = folderWith({ "a.txt": words(200_000).repeat(pieces) });
  let turns = 0;
  let done = false;
  const turn = () => {
    turns++;
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  await load(folder, { train: "a.txt", unit, direction: "backward" });
  done = true;
  expect(turns).toBeGreaterThan(5 * pieces);
});
