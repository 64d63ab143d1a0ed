// Entry of the language server: a thread of the extension, or a process of any other editor, started with `--stdio`.
import { parentPort } from "node:worker_threads";
import { createConnection, PortMessageReader, PortMessageWriter, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./wiring.ts";

const transport = /^--(stdio|node-ipc|socket|pipe)\b/;

if (parentPort !== null) {
  serve(createConnection(ProposedFeatures.all, new PortMessageReader(parentPort), new PortMessageWriter(parentPort)));
} else if (process.argv.slice(2).some((argument) => transport.test(argument))) {
  serve(createConnection(ProposedFeatures.all));
} else {
  console.error("The language server of Unroll speaks to an editor: start it with --stdio, --node-ipc or --pipe NAME.");
  process.exitCode = 2;
}
