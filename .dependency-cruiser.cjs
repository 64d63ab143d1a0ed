// Who may import whom. A room of src imports itself, the rooms listed here, and packages; nothing else.
// `files` are single files of other rooms.
// `node: false` keeps Node's own modules out: such a room can run anywhere, and knows no disk. Nor does it reach one through
// another room (test/checks/reachability.test.ts); only the engine, which reads the core and starts threads, may stand between.
const rooms = {
  base: { rooms: [], node: false },
  config: { rooms: ["base"], node: false },
  audio: { rooms: ["base"], node: false },
  data: { rooms: ["base", "contracts", "config", "audio"], node: false },
  reading: { rooms: ["base", "contracts", "config", "audio", "data", "metrics"] },
  tensors: { rooms: ["base"], node: false },
  // Constants that both compilers read: one file instead of two that must agree.
  graph: { rooms: ["base", "tensors"], files: ["core/constants.ts", "core/opcodes.ts"], node: false },
  model: { rooms: ["base", "config", "graph"], node: false },
  core: { rooms: [], node: false },
  engine: { rooms: ["base", "tensors", "graph"], files: ["core/constants.ts", "core/opcodes.ts"] },
  metrics: { rooms: ["base", "contracts"], node: false },
  baselines: { rooms: ["base", "config", "data", "tensors", "metrics"], node: false },
  networks: { rooms: ["base", "config", "data", "tensors", "graph", "model", "engine"], node: false },
  sampling: {
    rooms: ["base", "contracts", "config", "data", "tensors", "graph", "model", "engine", "networks"],
    node: false,
  },
  tasks: {
    rooms: ["base", "contracts", "config", "data", "tensors", "model", "engine", "metrics", "networks", "sampling"],
    node: false,
  },
  inspection: {
    rooms: ["base", "contracts", "config", "data", "tensors", "graph", "model", "engine", "networks", "sampling"],
    node: false,
  },
  training: {
    rooms: [
      "base",
      "config",
      "data",
      "tensors",
      "graph",
      "model",
      "engine",
      "networks",
      "sampling",
      "tasks",
      "contracts",
    ],
    node: false,
  },
  runs: { rooms: ["base", "config", "tensors", "contracts"] },
  comparison: { rooms: ["base", "config"], node: false },
  sweeps: { rooms: ["base", "config", "comparison"], node: false },
  catalogue: { rooms: ["base", "contracts", "config", "comparison"], node: false },
  estimators: {
    rooms: ["base", "config", "data", "tensors", "engine", "metrics", "baselines", "networks", "sampling", "tasks"],
    node: false,
  },
  runner: {
    rooms: [
      "base",
      "config",
      "audio",
      "data",
      "reading",
      "tensors",
      "metrics",
      "baselines",
      "networks",
      "sampling",
      "tasks",
      "estimators",
      "inspection",
      "training",
      "runs",
      "sweeps",
      "contracts",
    ],
  },
  templates: { rooms: ["base", "audio"], node: false },
  contracts: { rooms: ["base"], node: false },
  // Both write a config for data of a person's own.
  cli: {
    rooms: ["base", "config", "comparison", "runner", "runs", "tensors", "templates", "contracts"],
    files: ["reading/guess/ownExperiment.ts", "runner/thread/trainingThread.ts"],
  },
  server: { rooms: ["base", "config", "reading", "contracts"], files: ["networks/checkFreeze.ts"] },
  // Trainings and trials are started from here too, but run in threads of theirs.
  extension: {
    rooms: ["base", "config", "comparison", "catalogue", "sweeps", "runs", "templates", "contracts"],
    files: ["reading/guess/ownExperiment.ts", "runner/thread/(inspection|lazy|sweep|training|trial)Thread.ts"],
  },
};

const names = Object.keys(rooms);
const ours = "^(src|webview|test)/";

const roomRules = names.map((name) => {
  const { rooms: allowed, files = [] } = rooms[name];
  const reachable = [...[name, ...allowed].map((room) => `${room}/`), ...files.map((file) => `${file}$`)];
  return {
    name: `${name}-imports-only-its-rooms`,
    comment: `src/${name} may import ${allowed.length > 0 ? allowed.map((room) => `src/${room}`).join(", ") : "no other room"}.`,
    severity: "error",
    from: { path: `^src/${name}/` },
    to: { path: ours, pathNot: `^src/(${reachable.join("|")})` },
  };
});

const pureRooms = names.filter((name) => rooms[name].node === false);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: "pure-rooms-know-no-node",
      comment: `${pureRooms.join(", ")} and webview run anywhere: no disk, no processes, none of Node's modules.`,
      severity: "error",
      from: { path: `^(src/(${pureRooms.join("|")})|webview)/` },
      to: { dependencyTypes: ["core"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "webview-imports-base-and-contracts",
      severity: "error",
      from: { path: "^webview/" },
      to: { path: ours, pathNot: "^(webview/|src/(base|contracts)/)" },
    },
    {
      name: "contracts-and-webviews-reach-base-alone",
      comment: "Not through another room either, and not by types: what is inside stays inside.",
      severity: "error",
      from: { path: "^(src/contracts|webview)/" },
      to: { path: "^src/", pathNot: "^src/(base|contracts)/", reachable: true },
    },
    {
      name: "one-webview-does-not-import-another",
      severity: "error",
      from: { path: "^webview/([^/]+)/", pathNot: "^webview/(shared|run)/" },
      to: { path: "^webview/", pathNot: "^webview/($1|shared|run)/" },
    },
    {
      name: "only-the-extension-imports-vscode",
      severity: "error",
      from: { path: "^(src|webview)/", pathNot: "^src/extension/" },
      to: { path: "^(vscode$|node_modules/@types/vscode/)" },
    },
    {
      name: "nothing-imports-a-test",
      severity: "error",
      from: { pathNot: "^(test/|vitest\\.config\\.ts$)" },
      to: { path: "^test/" },
    },
    {
      name: "no-file-outside-the-rooms",
      comment: "A new room gets a line in this table and in ARCHITECTURE.md.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${names.join("|")})/` },
      to: {},
    },
    {
      name: "no-cycles",
      comment: "Nor of types: two files that need each other are one, or both need a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "every-import-exists",
      severity: "error",
      // TensorFlow.js is installed apart, where somebody wants to measure it; the compiler of the core makes its types alone.
      from: { pathNot: "^test/(vscode|bench/tfjs)/" },
      to: { couldNotResolve: true, pathNot: "^vscode$|/dist/core/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|test/output)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".mjs", ".cjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
