import { type Command, commonOptions } from "./command.ts";
import { programName } from "./programName.ts";

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    "Unroll: train and inspect recurrent networks.",
    "",
    `Usage: ${programName()} COMMAND …`,
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    "",
    `Every command accepts --json and --help: ${programName()} train --help`,
  ].join("\n");
}

export function helpOf(command: Command): string {
  const rows = Object.entries({ ...command.options, ...commonOptions }).map(
    ([name, { value, help }]) => [`--${name}${value ? ` ${value}` : ""}`, help] as const,
  );
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [
    `Usage: ${programName()} ${command.name} ${command.usage}`,
    "",
    command.summary,
    ...(command.details ? ["", command.details] : []),
    "",
    ...rows.map(([name, help]) => `  ${name.padEnd(width)}${help}`),
  ].join("\n");
}
