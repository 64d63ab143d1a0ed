// Entry of the language server: `--node-ipc` from the extension, `--stdio` for any other editor.
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./wiring.ts";

const transport = /^--(stdio|node-ipc|socket|pipe)\b/;

if (process.argv.slice(2).some((argument) => transport.test(argument))) serve(createConnection(ProposedFeatures.all));
else {
  console.error("The language server of Unroll speaks to an editor: start it with --stdio, --node-ipc or --pipe NAME.");
  process.exitCode = 2;
}
