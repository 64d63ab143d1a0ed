import { messageTable } from "../base/message.ts";

const FULL: readonly string[] = ["ENOSPC", "EDQUOT"];
const isFull = (code: string) => FULL.includes(code);

/** Why a file cannot be written, and what to do. */
const REASONS: Record<string, (path: string, folder: string) => { text: string; hint: string }> = {
  ENOENT: (_, folder) => ({ text: `There is no folder ${folder}.`, hint: "Create it, or name another place." }),
  ENOTDIR: (_, folder) => ({ text: `${folder} is not a folder.`, hint: "Name a file in a folder." }),
  EISDIR: (path) => ({ text: `${path} is a folder.`, hint: "Name a file in it." }),
  ...Object.fromEntries(
    ["EACCES", "EPERM", "EROFS"].map((code) => [
      code,
      (path: string) => ({
        text: `There is no permission to write ${path} (${code}).`,
        hint: "Name a place where you may write.",
      }),
    ]),
  ),
  ...Object.fromEntries(
    FULL.map((code) => [
      code,
      (path: string) => ({
        text: `${path} could not be written: the disk or your quota is full.`,
        hint: "Free some space, or name a place on another disk.",
      }),
    ]),
  ),
};

/** What only the command line says. */
export const says = messageTable("cli", {
  /** Of a command that was called wrongly: the words are the command's own. */
  usage: ({ text, hint }: { text: string; hint?: string }) => ({ code: "usage", text, hint }),
  nothingInside: ({ name, noun }: { name: string; noun: string }) => ({
    code: "empty-file",
    text: `There is no ${noun} in ${name}.`,
    hint: "Choose a file with text.",
  }),
  exists: ({ path }: { path: string }) => ({
    code: "exists",
    text: `${path} already exists`,
    hint: "Nothing was written. Choose another folder.",
  }),
  /** `reason` is the code of the file system, and `why` its words. */
  notWritten: ({ path, folder, reason, why }: { path: string; folder: string; reason: string; why: string }) => ({
    code: "not-written",
    ...(REASONS[reason]?.(path, folder) ?? { text: `${path} could not be written: ${why}` }),
  }),
  outputLost: ({ reason, why }: { reason: string; why: string }) => ({
    code: "not-written",
    text: `Standard output could not be written: ${isFull(reason) ? "the disk or your quota is full" : why}.`,
    hint: isFull(reason) ? "Free some space, or write to another disk." : "Write to another place.",
  }),
  configWithoutRuns: ({ config }: { config: string }) => ({
    code: "run-not-found",
    text: `${config} has no runs yet.`,
    advice: { do: "use", command: "train", of: config },
  }),
  noConfig: ({ config }: { config: string }) => ({
    code: "not-found",
    text: `${config} does not exist.`,
    hint: "Name a config that has runs, or a run by its id or folder.",
  }),
  nothingBefore: ({ id }: { id: string }) => ({
    code: "nothing-to-compare",
    text: `There is no earlier run of the config of ${id} to compare it with.`,
    hint: "Name a second run.",
  }),
  configForData: ({ name }: { name: string }) => ({
    code: "config-for-data",
    text: `${name} is a config, not data.`,
    hint: "Name a file with the data that the run is to answer, such as one like those in data.test of the config.",
  }),
});
