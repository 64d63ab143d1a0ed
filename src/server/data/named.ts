import { findNodeAtLocation } from "jsonc-parser";
import type { ParsedConfig } from "../parsedConfig.ts";
import type { DataColumns } from "./requests.ts";

/** The first file that a config names to train on, and how it is read, as far as these settings are right; the others need not be. */
export function namedData({ tree }: ParsedConfig): DataColumns | undefined {
  const at = (...path: string[]) => (tree ? (findNodeAtLocation(tree, path)?.value as unknown) : undefined);
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  const first = tree && findNodeAtLocation(tree, ["data", "train", 0])?.value;
  const path = text(at("data", "train")) ?? text(first);
  if (path === undefined || /[*?{]/.test(path)) return undefined;
  const header = at("data", "header");
  const settings = {
    task: text(at("task")),
    format: text(at("data", "format")),
    delimiter: text(at("data", "delimiter")),
    header: typeof header === "boolean" ? header : undefined,
  };
  return { path, settings };
}
