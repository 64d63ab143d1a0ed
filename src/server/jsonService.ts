import type { LanguageService } from "vscode-json-languageservice";
import { completionSchema } from "./schema.ts";

const made = new Map<boolean, Promise<LanguageService>>();

/** The JSON service with our schema. Loaded when it is first needed: diagnostics and hover do without it. */
export function jsonService(markdown = true): Promise<LanguageService> {
  const service = made.get(markdown) ?? make(markdown);
  made.set(markdown, service);
  return service;
}

async function make(markdown: boolean): Promise<LanguageService> {
  const { getLanguageService } = await import("vscode-json-languageservice");
  const schema = completionSchema();
  const service = getLanguageService({
    clientCapabilities: {
      textDocument: {
        completion: { completionItem: { documentationFormat: markdown ? ["markdown"] : ["plaintext"] } },
      },
    },
    // A file that names another schema gets ours all the same, and nothing is fetched.
    schemaRequestService: async () => JSON.stringify(schema),
  });
  service.configure({ validate: false, schemas: [{ uri: "unroll:schema", fileMatch: ["*"], schema }] });
  return service;
}
