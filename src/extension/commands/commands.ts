import type { LogOutputChannel, Uri } from "vscode";
import { type ChooseDataFileParams, chooseDataFileParams } from "../../contracts/languageServer.ts";
import { matches } from "../../contracts/shapes.ts";
import type { NewExperimentCommand } from "../experiments/newExperiment.ts";
import type { OwnDataCommand } from "../experiments/ownData.ts";
import type { GoneFolders } from "../trainings/goneFolders.ts";
import type { InspectCommand } from "./inspectCommand.ts";
import type { ResumeCommand } from "./resumeCommand.ts";
import type { RunCommands } from "./runCommands.ts";
import type { SteerCommands } from "./steerCommands.ts";
import type { TrainCommand } from "./trainCommand.ts";

export interface CommandServices {
  newExperiment: NewExperimentCommand;
  ownData: OwnDataCommand;
  train: TrainCommand;
  resume: ResumeCommand;
  runs: RunCommands;
  steer: SteerCommands;
  inspect: InspectCommand;
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
  "unroll.openRunFolder": ({ runs }: CommandServices, folder?: unknown) => runs.openRunFolder(folder),
  "unroll.openConfig": ({ runs }: CommandServices, folder?: unknown) => runs.openConfig(folder),
  "unroll.saveRunAgain": ({ goneFolders }: CommandServices, folder?: unknown) => goneFolders.saveAgain(folder),
  "unroll.saveRunElsewhere": ({ goneFolders }: CommandServices, folder?: unknown) => goneFolders.saveElsewhere(folder),
  "unroll.discardRun": ({ goneFolders }: CommandServices, folder?: unknown) => goneFolders.discard(folder),
  "unroll.showLog": ({ log }: CommandServices) => log.show(),
  "unroll.showMenu": ({ runs }: CommandServices) => runs.showMenu(),
  "unroll.showCommandLine": ({ showCommandLine }: CommandServices) => showCommandLine(),
};
