import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { Problem } from "../config/index.ts";

/** A problem as the editor shows it: the words of the command line, positions counted from 0. */
export function diagnosticOf({ severity, code, message, start, end }: Problem): Diagnostic {
  return {
    severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    source: "unroll",
    message,
    range: {
      start: { line: start.line - 1, character: start.column - 1 },
      end: { line: end.line - 1, character: end.column - 1 },
    },
  };
}
