import v8 from "node:v8";
import vm from "node:vm";
import { unlessCancelled } from "../../base/cancellation.ts";
import { returnGarbage } from "../../base/garbage.ts";
import { figureLabel } from "../../base/metrics.ts";
import { UserError } from "../../base/userError.ts";
import { baselinesOf, bestBy, type Config } from "../../config/index.ts";
import { type PartReport, shortened } from "../../contracts/report.ts";
import type { DoneEvent, StepRow } from "../../contracts/runEvents.ts";
import type { Measurement } from "../../contracts/runs.ts";
import type { TrainRequest } from "../../contracts/trainingThread.ts";
import { numberBytes } from "../../data/index.ts";
import { RunFolder, type RunState } from "../../runs/index.ts";
import type { Shown } from "../../sampling/index.ts";
import { rungsWithin } from "../../sweeps/index.ts";
import { type Evaluation, telling } from "../../tasks/index.ts";
import { isParameter } from "../../tensors/index.ts";
import {
  bestBuild,
  hasStoppedEarly,
  type LoopResult,
  plannedSteps,
  predictMemory,
  type Snapshot,
  Trainer,
  TrainingLoop,
  type TrainingSink,
  Wheel,
} from "../../training/index.ts";
import type { ReadConfig } from "../configs/readConfig.ts";
import { type LoadedData, loadData, stepsOf } from "../data.ts";
import { errorEvent, warningEvent } from "../failure.ts";
import { stateOfStopped, type TrainHost } from "../host.ts";
import { says } from "../messages.ts";
import { threadsFor } from "../threads.ts";
import { FolderWatch } from "./goneFolder.ts";
import { askedMetadata, askedSteps, keepingOf } from "./keptCheckpoints.ts";
import { newRun } from "./newRun.ts";
import { namedStates, showPreview } from "./previews.ts";
import { resumedBuild, resumedConfig, resumedData, setsLearningRate } from "./resume.ts";
import { tellOfData } from "./seeds.ts";
import { SessionSteering } from "./steering/steering.ts";

/** One training of a network with its run on disk. */
export class Session {
  private readonly loop: TrainingLoop;
  private readonly wheel: Wheel;
  private readonly watch: FolderWatch;
  private readonly begun = performance.now();
  private readonly secondsBefore: number;
  private warnedOfPrompt = false;
  private reports: readonly PartReport[] = [];
  /** Steps whose checkpoints somebody asked for: they stay. */
  private asked = new Set<number>();
  private lastRow: { loss: number; tokensPerSecond: number } | undefined;

  private constructor(
    private readonly host: TrainHost,
    private readonly config: Config,
    private readonly folder: RunFolder,
    private readonly trainer: Trainer,
    private readonly data: LoadedData,
    rungs?: number[],
  ) {
    this.secondsBefore = folder.manifest.summary.seconds;
    this.watch = new FolderWatch(folder, host, () => trainer.step);
    const sink: TrainingSink = {
      borrows: true,
      needsCheckpoint: () => this.watch.wasGone(),
      step: (row) => this.onStep(row),
      validation: (step, evaluation) => this.onValidation(step, evaluation),
      validating: (step, share) => host.emit({ event: "measuring", part: "validation", step, share }),
      preview: (step, shown, index) => this.onPreview(step, shown, index),
      rungs,
      rung: async (step, figures) => (await host.rung?.({ step, figures })) ?? true,
      checkpoint: (snapshot, best, kept) => this.onCheckpoint(snapshot, best, kept),
    };
    this.wheel = new Wheel(host.signal);
    this.loop = new TrainingLoop(trainer, config, sink, this.wheel);
  }

  static async open(begun: RunFolder | ReadConfig, request: TrainRequest, host: TrainHost): Promise<Session> {
    return begun instanceof RunFolder
      ? await Session.resume(begun, request, host)
      : await Session.start(begun, request, host);
  }

  private static async start(read: ReadConfig, request: TrainRequest, host: TrainHost): Promise<Session> {
    const { file, config } = read;
    const data = await loadData(config, file, { signal: host.signal });
    const build = request.build ?? bestBuild();
    const threads = threadsFor(config.training.threads, request.maxThreads);
    const trainer = await Trainer.create({ config, ...data.forTrainer, build, signal: host.signal, threads });
    const steps = plannedSteps(config, trainer.stepsPerEpoch);
    const { parameters } = trainer;
    const { group, sweep } = request;
    const folder = await newRun(read, data, { build, threads, parameters, steps, group, sweep });
    return await Session.begin(host, config, folder, trainer, data, {}, request);
  }

  private static async resume(folder: RunFolder, request: TrainRequest, host: TrainHost): Promise<Session> {
    await folder.lock();
    try {
      const config = resumedConfig(folder, request.settings ?? []);
      const { manifest } = folder;
      const { threads: asks = null } = manifest.config.training;
      // The run goes on with the threads that it had, unless it is told otherwise.
      const asked = config.training.threads === asks ? manifest.threads : config.training.threads;
      const threads = threadsFor(asked, request.maxThreads);
      const build = request.build ?? resumedBuild(manifest, threads, request.allowDrift === true);
      const data = await resumedData(folder, config, host.signal);
      const { tensors, metadata } = await folder.loadCheckpoint("last");
      const trainer = await Trainer.create({ config, ...data.forTrainer, build, signal: host.signal, threads });
      trainer.restore({ tensors, metadata });
      if (setsLearningRate(request.settings)) trainer.changeLearningRate(config.training.learningRate);
      const steps = plannedSteps(config, trainer.stepsPerEpoch);
      // One that was cut short between its last step and its end still has to be measured.
      if (trainer.step >= steps && folder.manifest.state === "finished") {
        throw new UserError(says.allSteps({ id: folder.id, steps, step: trainer.step }));
      }
      if (hasStoppedEarly(config, metadata) && folder.manifest.state === "finished") {
        const { patience } = config.training.earlyStopping!;
        const figure = figureLabel(bestBy(config));
        throw new UserError(says.endedEarly({ id: folder.id, step: trainer.step, patience, figure }));
      }
      await folder.appendResume(trainer.step);
      // The log may hold one of this step that was lost with its checkpoint, and so does not count.
      for (const { step, base } of trainer.rateChanges) {
        if (step === trainer.step) folder.appendMetrics({ event: "learningRate", step, base });
      }
      await folder.updateManifest({
        state: "running",
        config,
        build,
        threads,
        summary: { steps, reason: null, error: undefined },
      });
      return await Session.begin(host, config, folder, trainer, data, metadata, request);
    } catch (error) {
      await folder.unlock();
      throw error;
    }
  }

  private static async begin(
    host: TrainHost,
    config: Config,
    folder: RunFolder,
    trainer: Trainer,
    data: LoadedData,
    metadata: Record<string, string>,
    request: TrainRequest,
  ): Promise<Session> {
    const rungs = request.rungs && rungsWithin(plannedSteps(config, trainer.stepsPerEpoch), request.rungs.least);
    const session = new Session(host, config, folder, trainer, data, rungs);
    const { loop } = session;
    loop.restore(metadata);
    session.asked = askedSteps(metadata);
    tellOfData(folder, data, host);
    const { dataset } = data.forTrainer;
    const { prompts: starts = [] } = dataset?.encoding.target ?? {};
    const steps = stepsOf(data.facts);
    const rows = dataset?.series ? steps.train + steps.validation + steps.test : 0;
    const inMemory = { ...data.facts, tokens: steps, numbers: dataset ? numberBytes(dataset) : 0, rows };
    const added = await session.memoryOfBaselines();
    host.emit({
      event: "start",
      run: folder.path,
      id: folder.id,
      config,
      parameters: trainer.parameters,
      steps: loop.cadence.steps,
      step: trainer.step,
      bestBy: bestBy(config),
      learningRate: trainer.schedule.base,
      ...(trainer.has("validation") && { validateEvery: loop.cadence.validateEvery }),
      minibatchesPerEpoch: trainer.minibatchesPerEpoch,
      build: trainer.engine.build,
      threads: trainer.engine.threads,
      memory: predictMemory(trainer.plan, inMemory, trainer.step > 0, added),
      data: { ...data.facts, unusedTargets: trainer.unused },
      ...(starts.length > 0 && { starts }),
      ...(rungs && { rungs }),
      ...(trainer.influence ? { influence: trainer.influence } : {}),
    });
    return session;
  }

  async run(): Promise<DoneEvent> {
    const { config, data, folder, host, loop, trainer, wheel } = this;
    const steering = new SessionSteering({ host, config, folder, trainer, loop, data, wheel });
    host.steered?.(steering);
    // Cancelled within them, the loop ends before its first step, with a checkpoint.
    if (hasBaselines(config)) {
      const { measureBaselines } = await import("../baselines/baselines.ts");
      await measureBaselines(config, data, folder, host, loop.cadence.steps, wheel).catch(unlessCancelled);
    }
    steering.hasBegun = true;
    // What reading, planning and compiling left; steps allocate nothing.
    returnGarbage(v8, vm, process.versions.v8);
    const result = await loop.run().finally(() => wheel.end());
    if (result.reason === "stopped") return await this.finish(stateOfStopped(host), "stopped", result, null);
    let test: Measurement | null;
    try {
      test = await this.test(result);
    } catch (error) {
      unlessCancelled(error);
      // A resume then has only the test to do.
      return await this.finish(stateOfStopped(host), "stopped", result, null);
    }
    return await this.finish("finished", result.reason, result, test);
  }

  private async memoryOfBaselines(): Promise<number> {
    const { config, data, folder, trainer } = this;
    if (!hasBaselines(config)) return 0;
    const { baselineMemory } = await import("../baselines/trainedBaseline.ts");
    const known = (await folder.readBaselines()).map(({ name }) => name);
    return baselineMemory(config, data, trainer.engine.threads, known);
  }

  /** Measures the best parameters on the test part; null where there is none. */
  private async test({ best }: LoopResult): Promise<Measurement | null> {
    const { trainer, folder } = this;
    if (!trainer.has("test")) return null;
    // Those of a folder that was deleted may be lost.
    const earlier = best && best.step !== trainer.step && (await folder.hasCheckpoint("best")) ? best : undefined;
    if (earlier) {
      const { tensors } = await folder.loadCheckpoint("best", isParameter);
      trainer.loadParameters(tensors);
    }
    const step = earlier?.step ?? trainer.step;
    const tell = (share: number) => this.host.emit({ event: "measuring", part: "test", step, share });
    const evaluation = await trainer.evaluate(
      "test",
      telling(async () => {}, tell),
    );
    const { figures, report } = evaluation;
    if (report) this.keepReport({ part: "test", step, report: shortened(report) });
    return { step, ...figures };
  }

  async fail(reason: "diverged" | "error", error: unknown): Promise<DoneEvent> {
    const { code, message, hint } = errorEvent(error);
    const state = reason === "diverged" ? "diverged" : "failed";
    const said = { code, message, ...(hint && { hint }) };
    return await this.finish(state, reason, undefined, null, said).catch(() => this.done(reason, undefined, null));
  }

  private async finish(
    state: RunState,
    reason: DoneEvent["reason"],
    result: LoopResult | undefined,
    test: Measurement | null,
    error?: { code: string; message: string; hint?: string },
  ): Promise<DoneEvent> {
    const done = this.done(reason, result, test);
    const { step, last } = this.trainer;
    const { best, validation, seconds, tokensPerSecond } = done;
    const measured = result ? { best: best, validation: validation, test: test } : {};
    const summary = {
      step,
      epoch: last.epoch,
      seconds,
      tokensPerSecond,
      reason,
      ...measured,
      ...(error ? { error } : {}),
    };
    if (this.reports.length > 0) await this.folder.writeReports(this.reports);
    await this.folder.writeSymbols();
    await this.folder.updateManifest({ state, summary });
    if (!error) this.host.emit(done);
    return done;
  }

  private done(reason: DoneEvent["reason"], result: LoopResult | undefined, test: Measurement | null): DoneEvent {
    return {
      event: "done",
      run: this.folder.path,
      reason,
      steps: this.trainer.step,
      seconds: this.seconds,
      tokensPerSecond: result && result.trainingSeconds > 0 ? result.tokens / result.trainingSeconds : null,
      bestBy: bestBy(this.config),
      best: this.loop.bestSoFar,
      validation: this.loop.lastValidation,
      test,
    };
  }

  async close(): Promise<void> {
    await this.wheel.end();
    this.watch.dispose();
    await this.trainer.dispose();
    await this.folder.unlock();
  }

  private get seconds(): number {
    return this.secondsBefore + (performance.now() - this.begun - this.wheel.pausedFor) / 1000;
  }

  /** To a millisecond. */
  private get time(): number {
    return Math.round(1000 * this.seconds) / 1000;
  }

  private onStep(row: StepRow): void {
    const event = { event: "step" as const, ...row, seconds: this.time };
    this.lastRow = row;
    this.folder.appendMetrics(event);
    this.host.emit(event);
  }

  private onValidation(step: number, { figures, targets, report }: Evaluation): void {
    const event = { event: "validation" as const, step, ...figures, targets, seconds: this.time };
    this.folder.appendMetrics(event);
    this.host.emit(event);
    if (report) this.keepReport({ part: "validation", step, report: shortened(report) });
  }

  /** The latest of each part. */
  private keepReport(report: PartReport): void {
    this.reports = [...this.reports.filter(({ part }) => part !== report.part), report];
    this.host.emit({ event: "report", ...report });
  }

  private onPreview(step: number, shown: Shown, index: number | undefined): void {
    const { preview, unknown = [], states } = shown;
    if (unknown.length > 0 && !this.warnedOfPrompt) {
      const symbols = [...new Set(unknown.map(({ symbol }) => symbol))];
      this.host.emit(warningEvent(says.unknownInPrompt({ unit: this.config.data.unit, symbols })));
      this.warnedOfPrompt = true;
    }
    const named = states && namedStates(this.config, states);
    showPreview(this.folder, this.host, { step, ...(index && { index }), preview }, named);
  }

  private async onCheckpoint(snapshot: Snapshot, best: boolean, kept = false) {
    const { folder, trainer, loop, config } = this;
    const keeping = keepingOf(config);
    const { step, last } = trainer;
    if (kept) this.asked.add(step);
    const keeps = kept || (await folder.wantsCheckpoint(step, keeping));
    const kinds = ["last" as const, ...(best ? ["best" as const] : []), ...(keeps ? [step] : [])];
    const hashes = Object.fromEntries(folder.manifest.data.map(({ name, sha256 }) => [name, sha256]));
    const metadata = {
      format: "pt",
      ...snapshot.metadata,
      "unroll.format": "1",
      "unroll.data": JSON.stringify(hashes),
      ...askedMetadata(this.asked),
    };
    await folder.saveCheckpoint(kinds, snapshot.tensors, metadata);
    if (this.reports.length > 0) await folder.writeReports(this.reports);
    await folder.writeSymbols();
    if (keeps) await folder.pruneCheckpoints(keeping, this.asked);
    await folder.updateManifest({
      summary: {
        step,
        epoch: last.epoch,
        loss: this.lastRow?.loss ?? null,
        tokensPerSecond: this.lastRow?.tokensPerSecond ?? null,
        seconds: this.seconds,
        best: loop.bestSoFar,
        validation: loop.lastValidation,
      },
    });
  }
}

function hasBaselines(config: Config): boolean {
  return baselinesOf(config).some((baseline) => baseline !== undefined);
}
