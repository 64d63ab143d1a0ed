import type { Locator } from "playwright-core";
import { templates } from "../../src/templates/index.ts";
import { until } from "./until.ts";
import type { Workbench } from "./workbench.ts";

/** Templates that the list has room for. */
const MOST_SHOWN = 8;

/** Chooses a template and a new folder in the workspace, as far as the box that asks for a name, which proposes one. */
export async function newExperiment(
  workbench: Workbench,
  name: string,
  look: () => Promise<unknown> = async () => {},
): Promise<Locator> {
  const { quickInput } = workbench;
  await workbench.runCommand("New Experiment");
  const { input } = quickInput;
  const seen = () => quickInput.items();
  await until("the list of templates", async () => (await quickInput.items()).includes(templates[0].name), { seen });
  await look();
  // There are more than the list has room for.
  await until("the list to be shortened", async () => {
    if ((await input.inputValue()) !== name) await input.fill(name);
    const items = await quickInput.items();
    return items.includes(name) && items.length < MOST_SHOWN;
  });
  await quickInput.pick(new RegExp(`^${name}$`));
  await quickInput.pick(/A new folder in /);
  await until("a name proposed", async () => (await input.inputValue()) === name, { seen: () => input.inputValue() });
  return input;
}
