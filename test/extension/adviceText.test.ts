import { expect, test } from "vitest";
import { hintText } from "../../src/extension/adviceText.ts";
import { says } from "../../src/runner/messages.ts";

/** Without a translation, as VS Code fills texts in. */
const l10n = {
  t: (text: unknown, ...args: unknown[]) => String(text).replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)])),
};

test("an error with advice says the next step as VS Code has it, and never spells a terminal", () => {
  const drift = says.drift({ id: "a", differences: ["another build"] });
  expect(hintText(drift, l10n)).toBe("Resume it anyway if that is fine. Choose Resume Anyway.");
  const done = says.allSteps({ id: "a", steps: 20, step: 20 });
  expect(hintText(done, l10n)).toBe("Give it more steps. The command Resume Training asks for it.");
  const data = says.configIsData({ name: "a.csv", path: "/a.csv" });
  expect(hintText(data, l10n)).toBe("Write a config for it. Use the command New Experiment from Data.");
  const threads = { advice: { do: "set", key: "training.threads", value: 1 } } as const;
  expect(hintText(threads, l10n)).toBe("Set unroll.maxThreads to 1 in the settings of VS Code.");
  const units = { advice: { do: "set", key: "model.units", value: 8 } } as const;
  expect(hintText(units, l10n)).toBe("Set model.units to 8 in the config.");
  expect(hintText({ hint: "Name a file.", advice: { do: "omit", option: "series" } }, l10n)).toBe("Name a file.");
  expect(hintText({}, l10n)).toBeUndefined();
});
