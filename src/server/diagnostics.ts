import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { Problem } from "../config/index.ts";

/** What fixes need of a problem, which editors hand back with its diagnostic. */
export interface ProblemData {
  suggestions?: readonly string[];
  keys?: readonly string[];
}

/** A problem as the editor shows it: the words of the command line, positions counted from 0. */
export function diagnosticOf({ severity, code, message, start, end, suggestions, keys }: Problem): Diagnostic {
  const data: ProblemData = { suggestions, keys };
  return {
    severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: "unroll",
    message,
    range: {
      start: { line: start.line - 1, character: start.column - 1 },
      end: { line: end.line - 1, character: end.column - 1 },
    },
    ...((suggestions || keys) && { data }),
  };
}

/** The data of a diagnostic of ours; whoever hands it back may have changed it. */
export function dataOf({ source, data }: Diagnostic): ProblemData {
  const { suggestions, keys } = (source === "unroll" ? (data ?? {}) : {}) as Record<string, unknown>;
  return { suggestions: texts(suggestions), keys: texts(keys) };
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((text) => typeof text === "string") ? value : undefined;
}
