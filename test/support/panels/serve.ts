/**
 * A panel alone in a browser:
 * `node test/support/panels/serve.ts [run folder | inspector [run folder …] | comparison [run folder …]] [--port 4400]`.
 *
 * The training panel plays a made-up training of a text, with `translations` a recorded one of number words, and with a folder the run
 * in it. The inspector looks into the runs of the folders, or into a small one that it trains first; its answers are those of the thread
 * in `dist`. The comparison shows the runs of the folders, whose table the thread in `dist` makes, or made-up ones. Every request bundles the page anew, so a reload shows the last change.
 */
import { randomBytes } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { type StoredRuns, storedRuns } from "./comparison/storedRuns.ts";
import type { Answering } from "./inspector/answers.ts";
import { runAnswers } from "./inspector/runAnswers.ts";
import { readRun } from "./readRun.ts";
import { makeRecording, type Recording } from "./recording.ts";
import { translationRecording } from "./translations.ts";

const repository = path.resolve(import.meta.dirname, "../../..");

export interface PanelServer extends AsyncDisposable {
  readonly url: string;
}

type PanelName = keyof typeof panels;

/** `answering`: what answers the inspector, instead of what was recorded. */
export async function servePanels({
  run = "",
  port = 0,
  keepBundles = false,
  panel = "training" as PanelName,
  answering = undefined as Answering | undefined,
} = {}): Promise<PanelServer> {
  const recording = JSON.stringify(await recordingOf(panel, run));
  const kept = new Map<string, Promise<Uint8Array>>();
  const entries = panels[panel];
  const bundled = (file: string) => {
    const bundle = kept.get(file) ?? makeBundle(file, entries[file]);
    if (keepBundles) kept.set(file, bundle);
    return bundle;
  };
  const answers =
    panel === "inspector" ? (answering ?? (await runAnswers(run === "" ? [] : run.split(path.delimiter)))) : undefined;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const answered =
      pathname === "/ask" && answers
        ? text(request).then(async (asked) => response.end(await answers(asked)))
        : answer(pathname, panel, recording, bundled, response);
    answered.catch((error) => {
      console.error(error.message);
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function recordingOf(panel: PanelName, run: string): Promise<Recording | StoredRuns | null> {
  if (panel === "inspector") return null;
  if (panel === "comparison") return run === "" ? null : await storedRuns(run.split(path.delimiter));
  if (run === "") return makeRecording();
  return run === "translations" ? translationRecording() : await readRun(run);
}

async function answer(
  pathname: string,
  panel: PanelName,
  recording: string,
  bundled: (file: string) => Promise<Uint8Array>,
  response: ServerResponse,
): Promise<void> {
  const send = (type: string, content: string | Uint8Array, headers = {}) => {
    response.writeHead(200, { "content-type": `${type}; charset=utf-8`, ...headers }).end(content);
  };
  const nonce = randomBytes(16).toString("base64url");
  const entries = panels[panel];
  if (pathname === "/") send("text/html", stageOf(panel));
  else if (pathname === "/recording.json") send("application/json", recording);
  else if (pathname === "/panel.html")
    send("text/html", panelPage(nonce, panel), { "content-security-policy": policy(nonce) });
  else if (Object.hasOwn(entries, pathname))
    send(pathname.endsWith(".css") ? "text/css" : "text/javascript", await bundled(pathname));
  else response.writeHead(pathname === "/favicon.ico" ? 204 : 404).end();
}

async function makeBundle(file: string, entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [path.resolve(repository, entry)],
    outfile: "bundle.js",
    bundle: true,
    write: false,
    format: file === "/stage.js" ? "esm" : "iife",
    platform: "browser",
    target: "chrome134",
    sourcemap: "inline",
    logLevel: "silent",
  });
  const wanted = outputFiles.find((output) => output.path.endsWith(path.extname(file)));
  return wanted?.contents ?? new Uint8Array();
}

const entriesOf = (main: string, stage: string): Record<string, string> => ({
  "/panel.js": main,
  "/panel.css": main,
  "/shim.js": fileURLToPath(import.meta.resolve("./shim.ts")),
  "/stage.js": fileURLToPath(import.meta.resolve(stage)),
});

const panels = {
  training: entriesOf("webview/training/main.ts", "./stage.ts"),
  inspector: entriesOf("webview/inspector/main.ts", "./inspector/stage.ts"),
  comparison: entriesOf("webview/comparison/main.ts", "./comparison/stage.ts"),
};

/** As strict as VS Code's own page of the panel. */
const policy = (nonce: string) =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; font-src 'self'; img-src 'self' data:`;

const titles: Record<PanelName, string> = {
  training: "Training",
  inspector: "Inspector",
  comparison: "Comparison",
};

const panelPage = (nonce: string, panel: PanelName) => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titles[panel]}</title>
<link rel="stylesheet" href="/panel.css">
</head>
<body>
<script nonce="${nonce}" src="/shim.js"></script>
<script nonce="${nonce}" src="/panel.js"></script>
</body>
</html>`;

/** What a training has and the others do not: it goes on. */
const playing = `<button id="play">Pause</button> <button id="restart">Restart</button>
  <label>Steps a second <input id="speed" type="range" min="1" max="500" value="60"></label>
  <output></output>`;

const stageOf = (panel: PanelName) => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<title>The ${panel} panel</title>
<style>
  body { margin: 0; display: flex; flex-direction: column; height: 100vh; font: 13px system-ui, sans-serif; background: #888; }
  nav { display: flex; gap: 12px; align-items: center; padding: 6px 12px; background: #ddd; }
  iframe { flex: 1; border: 0; width: 100%; background: #fff; }
</style>
</head>
<body>
<nav>
  <label>Theme <select id="theme">
    <option value="dark">Dark Modern</option><option value="light">Light Modern</option>
    <option value="hc-dark">Dark High Contrast</option><option value="hc-light">Light High Contrast</option>
  </select></label>
  <label>Width <select id="width"><option>100%</option><option>900px</option><option>480px</option></select></label>
  ${panel === "training" ? playing : ""}
</nav>
<iframe title="The ${panel} panel"></iframe>
<script type="module" src="/stage.js"></script>
</body>
</html>`;

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: "string" } } });
  const panel = positionals[0] === "inspector" || positionals[0] === "comparison" ? positionals[0] : "training";
  const runs = panel === "training" ? positionals : positionals.slice(1);
  const { url } = await servePanels({ panel, run: runs.join(path.delimiter), port: Number(values.port ?? 4400) });
  console.log(`The ${panel} panel is at ${url}. Ctrl-C ends it.`);
}
