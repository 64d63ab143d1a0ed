import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { outputFolder } from "./paths.ts";
import { Server, type ServerOptions } from "./server.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

export interface SuiteOptions {
  /** The extension's folder. */
  extension: string;
  /** Mocha test files that import `vscode` and run inside the extension host. */
  tests: readonly string[];
  folder?: string;
  /** For all of the suite, in milliseconds. */
  timeout?: number;
}

export interface SuiteResult {
  passed: boolean;
  /** What mocha printed. */
  output: string;
}

/** Tells mocha's lines from what VS Code logs into the same stream. */
const marker = "[suite] ";

/**
 * Packs test files into one script with the `run` that VS Code calls. The same script serves the server's extension
 * host and the desktop's.
 */
export async function bundleSuite(tests: readonly string[], name = "suite"): Promise<string> {
  const outfile = path.join(outputFolder, "suites", `${name}.cjs`);
  const mocha = pathToFileURL(createRequire(import.meta.url).resolve("mocha")).href;
  const imports = tests.map((file) => `await import(${JSON.stringify(path.resolve(file))});`);
  await build({
    stdin: {
      contents: `
        import { format } from "node:util";
        export async function run() {
          const { default: Mocha } = await import(${JSON.stringify(mocha)});
          Mocha.reporters.Base.consoleLog = (...args) => console.log(${JSON.stringify(marker)} + format(...args));
          const mocha = new Mocha({ ui: "bdd", timeout: 20_000, color: false, reporter: "spec" });
          mocha.suite.emit("pre-require", globalThis, "", mocha);
          ${imports.join("\n")}
          const failures = await new Promise((resolve) => mocha.run(resolve));
          if (failures > 0) throw new Error(failures + " failed");
        }`,
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node22",
    sourcemap: "inline",
    external: ["vscode", mocha],
    logLevel: "warning",
  });
  return outfile;
}

/** Runs a suite in the extension host of a server of its own. */
export async function runSuite(options: SuiteOptions & Omit<ServerOptions, "development">): Promise<SuiteResult> {
  const script = await bundleSuite(options.tests, options.name);
  await using server = await Server.start({ ...options, development: true });
  const remote = (file: string) => `vscode-remote://127.0.0.1:${server.port}${path.resolve(file)}`;
  const lines: string[] = [];
  let code: number | undefined;
  await using _workbench = await Workbench.open({
    server,
    folder: options.folder,
    payload: [
      ["extensionDevelopmentPath", remote(options.extension)],
      ["extensionTestsPath", remote(script)],
    ],
    async prepare(page) {
      await page.exposeFunction("codeAutomationLog", (_type: string, [text]: unknown[]) => {
        if (String(text).startsWith(marker)) lines.push(String(text).slice(marker.length));
      });
      await page.exposeFunction("codeAutomationExit", (status: number) => {
        code = status;
      });
    },
  });
  await until("the suite to end", () => code !== undefined, { timeout: options.timeout ?? 300_000, seen: () => lines });
  return { passed: code === 0, output: lines.join("\n") };
}
