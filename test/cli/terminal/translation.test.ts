// An example of a sequence to sequence as a terminal shows it while the network learns.
import { expect, test } from "vitest";
import { stretchesOf } from "../../../src/base/stretches.ts";
import { rendered } from "../../../src/cli/text/terminalText.ts";
import { translationText } from "../../../src/cli/text/translationText.ts";
import { translation } from "../../support/panels/translations.ts";

const said = (output: string, truth: string | null, stopped = true) =>
  translationText(translation(["six", "ty"], [...output], truth === null ? null : [...truth], { stopped }));

test("an example says what is right, and where it is not", () => {
  expect(rendered(said("六十", "六十"), { colours: false })).toBe("✓ six ty → 六十");
  expect(rendered(said("六一十", "六十"), { colours: false })).toBe("✗ six ty → 六一十  (truth: 六十)");
  expect(rendered(said("六一十", "六十"), { colours: true })).toContain(
    "\x1b[1m六\x1b[0m\x1b[31m一\x1b[0m\x1b[1m十\x1b[0m",
  );
  expect(rendered(said("六十", "六十", false), { colours: false })).toBe("✗ six ty → 六十 …");
  expect(rendered(said("", "六", true), { colours: false })).toBe("✗ six ty → (nothing)  (truth: 六)");
  expect(rendered(said("六", null), { colours: false })).toBe("six ty → 六");
});

test("marks stand in the text as it is written, or in the symbols where those are not in it", () => {
  const marked = (text: string, symbols: string[], ...at: number[]) =>
    stretchesOf(text, symbols, (i) => at.includes(i));
  expect(marked("a, b c", ["a", ",", "b", "c"], 1, 2)).toEqual([
    { text: "a", marked: false },
    { text: ", b", marked: true },
    { text: " c", marked: false },
  ]);
  expect(marked("an owl flew", ["an", "<unk>", "flew"], 2)).toEqual([
    { text: "an <unk> ", marked: false },
    { text: "flew", marked: true },
  ]);
  expect(marked("a b", ["a", " ", "b"], 1)[1]).toEqual({ text: "␣", marked: true });
  expect(marked("abc", ["a", "b", "c"])).toEqual([{ text: "abc", marked: false }]);
});
