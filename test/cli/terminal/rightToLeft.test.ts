// Arabic and Hebrew within lines of ours: on a terminal each such text is isolated, so that nothing of the line is drawn into it.
import { expect, it } from "vitest";
import { displayWidth, table } from "../../../src/cli/text/columns.ts";
import { isolatedParts, rendered, styled, told } from "../../../src/cli/text/terminalText.ts";
import { translationText } from "../../../src/cli/text/translationText.ts";
import { translation } from "../../support/panels/translations.ts";

const [FSI, PDI] = ["\u2068", "\u2069"];
const onTerminal = (...parts: Parameters<typeof rendered>[0]) => rendered(parts, { colours: false, isTerminal: true });

it("a text and its translation stay on their sides of the arrow", () => {
  const line = `${told("יש לי 3 ילדים")} → ${told("I have 3")}  (in the file: ${told("لدي (3) أطفال")})`;
  expect(onTerminal(line)).toBe(`${FSI}יש לי 3 ילדים${PDI} → I have 3  (in the file: ${FSI}لدي (3) أطفال${PDI})`);
  // A file, or another program, gets the texts alone.
  expect(rendered([line], { colours: false })).toBe("יש לי 3 ילדים → I have 3  (in the file: لدي (3) أطفال)");
  const shown = translation(["one"], [..."אחב"], [..."אחת"], {});
  expect(onTerminal(...translationText(shown))).toBe(`✗ one → ${FSI}אחב${PDI}  (truth: ${FSI}אחת${PDI})`);
  expect(rendered(isolatedParts(["א", styled(31, "ב")]), { colours: true, isTerminal: true })).toBe(
    `${FSI}א\x1b[31mב\x1b[0m${PDI}`,
  );
});

it("so do values within sentences: what is quoted, and names", () => {
  expect(onTerminal('data.input is "מקור 1", not "target" or "יעד".')).toBe(
    `data.input is "${FSI}מקור 1${PDI}", not "target" or "${FSI}יעד${PDI}".`,
  );
  expect(onTerminal("בית ספר.tsv: data.input is")).toBe(`${FSI}בית ספר.tsv${PDI}: data.input is`);
  expect(onTerminal("step 3 (אב) loss 1.0")).toBe(`step 3 (${FSI}אב${PDI}) loss 1.0`);
  expect(onTerminal("no letter of these")).toBe("no letter of these");
});

it("columns line up, and a text from outside isolates nothing", () => {
  expect(displayWidth(told("שלום"))).toBe(4);
  const [, row] = table(["word", "share"], [["שלום", "12"]]);
  expect(onTerminal(row)).toBe(`${FSI}שלום${PDI}     12`);
  expect(onTerminal(told("a\ufdd0ש\ufdd1\u2067"))).toBe(`${FSI}a<U+FDD0>ש<U+FDD1><U+2067>${PDI}`);
});
