import type { LogOutputChannel, Uri } from "vscode";
import { type ChooseDataFileParams, chooseDataFileParams } from "../../contracts/languageServer.ts";
import { matches } from "../../contracts/shapes.ts";
import type { NewExperimentCommand } from "../experiments/newExperiment.ts";
import type { OwnDataCommand } from "../experiments/ownData.ts";
import type { QueueCommands } from "../queue/queueCommands.ts";
import type { GoneFolders } from "../trainings/goneFolders.ts";
import type { CompareCommands } from "../tree/compareCommands.ts";
import type { CopyCommands } from "../tree/copyCommands.ts";
import type { NotesCommands } from "../tree/notesCommands.ts";
import type { TrashCommands } from "../tree/trashCommands.ts";
import type { ViewCommands } from "../tree/viewCommands.ts";
import type { ComparisonCommands } from "./comparisonCommands.ts";
import type { InspectCommand } from "./inspectCommand.ts";
import type { ResumeCommand } from "./resumeCommand.ts";
import type { RunCommands } from "./runCommands.ts";
import type { SteerCommands } from "./steerCommands.ts";
import type { TrainCommand } from "./trainCommand.ts";

export interface CommandServices {
  notes: NotesCommands;
  trash: TrashCommands;
  view: ViewCommands;
  copies: CopyCommands;
  comparisons: CompareCommands;
  newExperiment: NewExperimentCommand;
  ownData: OwnDataCommand;
  train: TrainCommand;
  queue: QueueCommands;
  resume: ResumeCommand;
  runs: RunCommands;
  steer: SteerCommands;
  inspect: InspectCommand;
  comparison: ComparisonCommands;
  goneFolders: GoneFolders;
  log: LogOutputChannel;
  showCommandLine(): Promise<void>;
  chooseDataFile(place: ChooseDataFileParams): Promise<void>;
  /** Explains what to do where it may not. */
  mayTrain(): Promise<boolean>;
}

/** Every command, by the id that package.json gives it. */
export const commandTable = {
  "unroll.newExperiment": ({ newExperiment }: CommandServices) => newExperiment.run(),
  "unroll.newFromData": ({ ownData }: CommandServices, clicked?: Uri, all?: readonly Uri[]) =>
    ownData.run(clicked, all),
  "unroll.chooseDataFile": ({ chooseDataFile }: CommandServices, place?: unknown) =>
    matches(chooseDataFileParams, place) ? chooseDataFile(place) : undefined,
  "unroll.train": ({ train }: CommandServices, resource?: Uri) => train.run(resource),
  "unroll.addToQueue": ({ queue }: CommandServices, resource?: Uri) => queue.add(resource),
  "unroll.showQueue": ({ queue }: CommandServices) => queue.show(),
  "unroll.continueQueue": ({ queue }: CommandServices) => queue.continue(),
  "unroll.runSweep": ({ queue }: CommandServices, resource?: Uri) => queue.runSweep(resource),
  "unroll.stopSweep": ({ queue }: CommandServices) => queue.stopSweep(),
  "unroll.trainQueued": ({ queue }: CommandServices, item?: unknown) => queue.startNow(item),
  "unroll.moveQueuedUp": ({ queue }: CommandServices, item?: unknown) => queue.move(item, -1),
  "unroll.moveQueuedDown": ({ queue }: CommandServices, item?: unknown) => queue.move(item, 1),
  "unroll.removeQueued": ({ queue }: CommandServices, item?: unknown) => queue.remove(item),
  "unroll.trustToTrain": ({ mayTrain }: CommandServices) => mayTrain(),
  "unroll.stop": ({ runs }: CommandServices, folder?: unknown) => runs.stop(folder),
  "unroll.pause": ({ steer }: CommandServices, folder?: unknown) => steer.pause(folder),
  "unroll.continue": ({ steer }: CommandServices, folder?: unknown) => steer.continue(folder),
  "unroll.step": ({ steer }: CommandServices, folder?: unknown) => steer.step(folder),
  "unroll.saveCheckpoint": ({ steer }: CommandServices, folder?: unknown) => steer.saveCheckpoint(folder),
  "unroll.changeLearningRate": ({ steer }: CommandServices, folder?: unknown, base?: unknown) =>
    steer.changeLearningRate(folder, base),
  "unroll.resume": ({ resume }: CommandServices, folder?: string, options?: { allowDrift?: boolean }) =>
    resume.run(folder, options),
  "unroll.showPanel": ({ runs }: CommandServices, folder?: unknown) => runs.showPanel(folder),
  "unroll.tryRun": ({ runs }: CommandServices, folder?: unknown) => runs.tryRun(folder),
  "unroll.inspect": ({ inspect }: CommandServices, folder?: unknown, input?: unknown) => inspect.run(folder, input),
  "unroll.compareRuns": ({ comparison }: CommandServices, folders?: unknown) => comparison.runs(folders),
  "unroll.compareConfigs": ({ comparison }: CommandServices, left?: unknown, right?: unknown) =>
    comparison.configs(left, right),
  "unroll.openRunFolder": ({ runs }: CommandServices, folder?: unknown) => runs.openRunFolder(folder),
  "unroll.openConfig": ({ runs }: CommandServices, folder?: unknown) => runs.openConfig(folder),
  "unroll.saveRunAgain": ({ goneFolders }: CommandServices, folder?: unknown) => goneFolders.saveAgain(folder),
  "unroll.saveRunElsewhere": ({ goneFolders }: CommandServices, folder?: unknown) => goneFolders.saveElsewhere(folder),
  "unroll.discardRun": ({ goneFolders }: CommandServices, folder?: unknown) => goneFolders.discard(folder),
  "unroll.browseRun": ({ runs }: CommandServices, folder?: unknown) =>
    typeof folder === "string" ? runs.browse(folder) : undefined,
  "unroll.starRun": ({ notes }: CommandServices, run?: unknown, all?: unknown) => notes.star(true, run, all),
  "unroll.unstarRun": ({ notes }: CommandServices, run?: unknown, all?: unknown) => notes.star(false, run, all),
  "unroll.toggleStar": ({ notes }: CommandServices, run?: unknown) => notes.toggleStar(run),
  "unroll.renameRun": ({ notes }: CommandServices, run?: unknown) => notes.rename(run),
  "unroll.noteRun": ({ notes }: CommandServices, run?: unknown) => notes.note(run),
  "unroll.tagRuns": ({ notes }: CommandServices, run?: unknown, all?: unknown) => notes.tag(run, all),
  "unroll.colourRuns": ({ notes }: CommandServices, run?: unknown, all?: unknown) => notes.colour(run, all),
  "unroll.deleteRuns": ({ trash }: CommandServices, run?: unknown, all?: unknown) => trash.delete(run, all),
  "unroll.undoDelete": ({ trash }: CommandServices) => trash.undo(),
  "unroll.restoreRuns": ({ trash }: CommandServices) => trash.restore(),
  "unroll.duplicateRun": ({ copies }: CommandServices, run?: unknown) => copies.duplicate(run),
  "unroll.exportRun": ({ copies }: CommandServices, run?: unknown) => copies.export(run),
  "unroll.filterRuns": ({ view }: CommandServices, text?: unknown) => view.filter(text),
  "unroll.clearRunsFilter": ({ view }: CommandServices) => view.clearFilter(),
  "unroll.sortRuns": ({ view }: CommandServices) => view.sort(),
  "unroll.refreshRuns": ({ view }: CommandServices) => view.refresh(),
  "unroll.compareSelected": ({ comparisons }: CommandServices, run?: unknown, all?: unknown) =>
    comparisons.selected(run, all),
  "unroll.compareSelectedConfigs": ({ comparisons }: CommandServices, run?: unknown, all?: unknown) =>
    comparisons.configs(run, all),
  "unroll.compareWithPrevious": ({ comparisons }: CommandServices, run?: unknown) => comparisons.previous(run),
  "unroll.compareGroup": ({ comparisons }: CommandServices, run?: unknown) => comparisons.group(run),
  "unroll.showLog": ({ log }: CommandServices) => log.show(),
  "unroll.showMenu": ({ runs }: CommandServices) => runs.showMenu(),
  "unroll.showCommandLine": ({ showCommandLine }: CommandServices) => showCommandLine(),
};
