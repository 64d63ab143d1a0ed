import { expect, test } from "vitest";
import type { LogOutputChannel } from "vscode";
import { UserError } from "../../src/base/userError.ts";
import { errorText, lastingLog } from "../../src/extension/log.ts";

test("an error that a person can act on is logged in words, a bug with its stack", () => {
  const gone = new UserError({
    id: "runs.noFolder",
    args: { path: "/a" },
    code: "not-a-run",
    text: "There is no run folder /a",
    hint: "Perhaps it was moved or deleted.",
  });
  expect(errorText(gone)).toBe("There is no run folder /a. Perhaps it was moved or deleted.");
  // As another script has made it, with a class of its own.
  const foreign = Object.assign(new Error("There is no run"), { name: "UserError" });
  expect(errorText(foreign)).toBe("There is no run.");
  const missing = Object.assign(new Error("Unable to read file '/b'"), { name: "FileNotFound (FileSystemError)" });
  expect(errorText(missing)).toBe("Unable to read file '/b'");
  expect(errorText(new TypeError("x is undefined"))).toMatch(/^TypeError: x is undefined\n\s+at .*log\.test\.ts/);
});

test("a log whose channel VS Code has closed already swallows what is said, and nothing before", () => {
  const said: string[] = [];
  let closed = false;
  const channel = Object.freeze({
    name: "Unroll",
    info(text: string) {
      if (closed) throw new Error("Channel has been closed");
      said.push(text);
    },
  });
  const log = lastingLog(channel as unknown as LogOutputChannel);
  log.info("before");
  closed = true;
  log.info("after");
  expect([log.name, ...said]).toEqual(["Unroll", "before"]);
});
