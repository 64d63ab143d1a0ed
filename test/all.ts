/**
 * What `npm test` starts: all tests, and then once more, one after the other with nothing beside them, the few files in which a test failed.
 * Windows, pages and processes have times of their own, and on a busy machine one in thousands of tests may meet a moment that no person
 * would. What fails both times has failed; what only failed at first is named at the end, with what it saw ("Passed on the second try").
 */
import { createVitest, type TestModule } from "vitest/node";

/** More files than this do not fail by chance. */
const MOST = 4;

const vitest = await createVitest("test", { watch: false });
vitest.provide("triedAgain", true);
const { testModules, unhandledErrors } = await vitest.start();
const failed = testModules.filter((module) => !module.ok());
if (failed.length > 0 && failed.length <= MOST && unhandledErrors.length === 0) {
  vitest.provide("triedAgain", false);
  process.exitCode = 0;
  for (const module of failed) await again(module);
}
await vitest.exit();

async function again({ project, moduleId, relativeModuleId }: TestModule): Promise<void> {
  console.log(`\nOnce more, by itself: ${relativeModuleId}`);
  await vitest.runTestSpecifications([project.createSpecification(moduleId)]);
}

declare module "vitest" {
  interface ProvidedContext {
    /** Whether a file in which a test fails is run once more, so that the rest of it need not go on. */
    triedAgain?: boolean;
  }
}
