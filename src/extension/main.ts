import { join } from "node:path";
import * as vscode from "vscode";
import { BackgroundThread } from "./background/backgroundThread.ts";
import { showCommandLine } from "./commands/commandLine.ts";
import type { CommandServices } from "./commands/commands.ts";
import { ComparisonCommands } from "./commands/comparisonCommands.ts";
import { InspectCommand } from "./commands/inspectCommand.ts";
import { registerCommands } from "./commands/registerCommands.ts";
import { ResumeCommand } from "./commands/resumeCommand.ts";
import { RunCommands } from "./commands/runCommands.ts";
import { SteerCommands } from "./commands/steerCommands.ts";
import { TrainCommand } from "./commands/trainCommand.ts";
import { mayTrain } from "./commands/trust.ts";
import { ComparisonPanels } from "./comparison/comparisonPanels.ts";
import { chooseDataFile } from "./experiments/dataFiles.ts";
import { NewExperimentCommand } from "./experiments/newExperiment.ts";
import { OwnDataCommand } from "./experiments/ownData.ts";
import { Inspections } from "./inspector/inspections.ts";
import { InspectorPanels } from "./inspector/inspectorPanels.ts";
import { LanguageServer } from "./language/languageServer.ts";
import { errorText, lastingLog } from "./log.ts";
import { TrainingPanels } from "./panels/trainingPanels.ts";
import { Queue } from "./queue/queue.ts";
import { QueueCommands } from "./queue/queueCommands.ts";
import { tellSweepEnd } from "./queue/sweepEndings.ts";
import { Sweeps } from "./queue/sweeps.ts";
import { HiddenStates } from "./runs/hiddenStates.ts";
import { Renames } from "./runs/renames.ts";
import { Reunion } from "./runs/reunion.ts";
import { RunInFocus } from "./runs/runInFocus.ts";
import { RunsFinder } from "./runs/runsFinder.ts";
import { StoredConfigs } from "./runs/storedConfigs.ts";
import { TrackedRuns } from "./runs/trackedRun.ts";
import { Trials } from "./runs/trials.ts";
import { StatusBar } from "./status/statusBar.ts";
import { Endings } from "./trainings/endings.ts";
import { GoneFolders } from "./trainings/goneFolders.ts";
import { Trainings } from "./trainings/trainings.ts";
import { CompareCommands } from "./tree/compareCommands.ts";
import { CopyCommands } from "./tree/copyCommands.ts";
import { NotesCommands } from "./tree/notesCommands.ts";
import { RunList } from "./tree/runList.ts";
import { RunsTree } from "./tree/runsTree.ts";
import { RunTargets } from "./tree/runTargets.ts";
import { TrashCommands } from "./tree/trashCommands.ts";
import { ViewCommands } from "./tree/viewCommands.ts";

let running: { trainings: Trainings; queue: Queue } | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const begun = performance.now();
  const { extensionUri, storageUri, subscriptions, workspaceState } = context;
  try {
    const dist = join(context.extensionPath, "dist");
    const log = lastingLog(vscode.window.createOutputChannel("Unroll", { log: true }));
    const background = new BackgroundThread(join(dist, "background.cjs"));
    const renames = new Renames(workspaceState);
    const states = new HiddenStates(storageUri && join(storageUri.fsPath, "states"));
    const runs = new TrackedRuns(background, states, renames);
    const trainings = new Trainings(join(dist, "worker.js"), background, runs, log);
    const sweeps = new Sweeps(join(dist, "sweep.js"), trainings, log);
    const queue = new Queue(workspaceState, trainings, sweeps);
    const finder = new RunsFinder(background, workspaceState, renames, log);
    const trials = new Trials(join(dist, "worker.js"), trainings, log);
    const inspections = new Inspections(join(dist, "inspection.js"), finder, log);
    const inspectors = new InspectorPanels(extensionUri, inspections);
    const panels = new TrainingPanels(
      { extension: extensionUri, trials, runs },
      trainings,
      runs,
      finder,
      workspaceState,
    );
    const compared = { extension: extensionUri, background, trials, runs, finder, log };
    const boards = new ComparisonPanels(compared, trainings, workspaceState);
    const statusBar = new StatusBar(trainings);
    const ownData = new OwnDataCommand(background);
    const focus = new RunInFocus(trainings, runs, finder, panels, inspectors, statusBar);
    const storedConfigs = new StoredConfigs(background);
    const goneFolders = new GoneFolders(trainings, finder, panels, log);
    const list = new RunList({ background, finder, renames, trainings, log });
    const tree = new RunsTree(list, queue, workspaceState);
    const targets = new RunTargets(list, tree, focus, finder);
    const train = new TrainCommand(background, trainings, panels, queue, log);
    const queueCommands = new QueueCommands({ background, queue, sweeps, train });
    const services: CommandServices = {
      notes: new NotesCommands(background, list, targets, runs),
      trash: new TrashCommands({ background, list, tree, targets, panels }),
      view: new ViewCommands(tree, list),
      copies: new CopyCommands(background, runs, trials, targets),
      comparisons: new CompareCommands(list, targets),
      newExperiment: new NewExperimentCommand(background, join(context.extensionPath, "media/templates"), ownData),
      ownData,
      train,
      queue: queueCommands,
      resume: new ResumeCommand(trainings, panels, runs, finder, focus),
      inspect: new InspectCommand(inspectors, focus),
      comparison: new ComparisonCommands(boards, finder, targets, background, storedConfigs),
      runs: new RunCommands({ trainings, runs, finder, panels, statusBar, focus, storedConfigs }),
      steer: new SteerCommands(trainings, focus),
      goneFolders,
      log,
      mayTrain,
      chooseDataFile,
      showCommandLine: () => showCommandLine(join(dist, "cli.js")),
    };
    const commands = registerCommands(services);
    const server = new LanguageServer(dist, trainings, log);
    const endings = new Endings(trainings, panels, background);
    const news = [
      trainings.onDidChange((training) => {
        if (training.phase !== "ended") return;
        if (training.run !== undefined) void finder.remember(training.run);
        void endings.tell(training);
      }),
      renames.onDidRename(({ from, to }) => {
        trainings.renamed(from, to);
        queue.renamed(from, to);
      }),
      sweeps.onDidChange((sweep) => {
        if (sweeps.live.includes(sweep)) return;
        void tellSweepEnd(sweep, trainings, (stopped) => queueCommands.resumeSweep(stopped));
      }),
    ];
    subscriptions.push(
      log,
      background,
      renames,
      runs,
      trainings,
      sweeps,
      queue,
      statusBar,
      panels,
      goneFolders,
      storedConfigs,
      trials,
      inspectors,
      inspections,
      boards,
      server,
      list,
      tree,
    );
    subscriptions.push(...news, ...commands);
    running = { trainings, queue };
    log.info(`Activated in ${(performance.now() - begun).toFixed(1)} ms`);
    const reunion = new Reunion(finder, runs, trainings, statusBar, workspaceState);
    const meet = () => {
      void reunion.meet().catch((error) => log.warn(errorText(error)));
      void queueCommands.offer();
    };
    // Runs of a folder that nobody trusts are not looked for, nor offered to resume.
    if (vscode.workspace.isTrusted) meet();
    else subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(meet));
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t("Unroll could not start: {0}", String(error)));
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  running?.queue.close();
  await running?.trainings.shutDown();
}
