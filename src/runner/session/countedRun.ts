import { unlessCancelled } from "../../base/cancellation.ts";
import { UserError } from "../../base/userError.ts";
import { bestBy, type Config, labelOfModel } from "../../config/index.ts";
import { type PartReport, shortened } from "../../contracts/report.ts";
import { type DoneEvent, notBegun } from "../../contracts/runEvents.ts";
import type { Measurement } from "../../contracts/runs.ts";
import type { TrainRequest } from "../../contracts/trainingThread.ts";
import { estimatorOf, type FittedModel } from "../../estimators/index.ts";
import { RunFolder } from "../../runs/index.ts";
import { SHOWN_LIKELIEST } from "../../sampling/index.ts";
import type { Evaluation } from "../../tasks/index.ts";
import { bestBuild } from "../../training/index.ts";
import { measureBaselines } from "../baselines/baselines.ts";
import { peakMemory } from "../benchmark.ts";
import type { ReadConfig } from "../configs/readConfig.ts";
import { type LoadedData, loadData } from "../data.ts";
import { errorEvent } from "../failure.ts";
import { stateOfStopped, type TrainHost } from "../host.ts";
import { says } from "../messages.ts";
import { paceOf } from "../pace.ts";
import { FolderWatch } from "./goneFolder.ts";
import { newRun } from "./newRun.ts";
import { showPreview } from "./previews.ts";
import { resumedConfig, resumedData } from "./resume.ts";
import { tellOfData } from "./seeds.ts";

/** A run of a model that counts: its one step counts the training part. */
export class CountedRun {
  private readonly begun = performance.now();
  private readonly reports: PartReport[] = [];
  private readonly watch: FolderWatch;

  private constructor(
    private readonly host: TrainHost,
    private readonly config: Config,
    private readonly data: LoadedData,
    private readonly folder: RunFolder,
    private readonly model: FittedModel,
  ) {
    this.watch = new FolderWatch(folder, host, () => 0);
  }

  /** `begun` is the run to go on with. */
  static async open(begun: RunFolder | ReadConfig, request: TrainRequest, host: TrainHost): Promise<CountedRun> {
    return begun instanceof RunFolder
      ? await CountedRun.resume(begun, request, host)
      : await CountedRun.start(begun, request, host);
  }

  private static async start(read: ReadConfig, request: TrainRequest, host: TrainHost): Promise<CountedRun> {
    const { file, config } = read;
    const data = await loadData(config, file, { signal: host.signal });
    const model = await estimatorOf(config).fit!(config, data.forTrainer, paceOf(host));
    const made = { build: bestBuild(), threads: 1, parameters: model.parameters, steps: 1 };
    const { group, sweep } = request;
    const folder = await newRun(read, data, { ...made, group, sweep });
    return new CountedRun(host, config, data, folder, model);
  }

  /** One that was interrupted counts again; one that has counted is finished. */
  private static async resume(folder: RunFolder, request: TrainRequest, host: TrainHost): Promise<CountedRun> {
    if ((await folder.state()) === "finished") {
      throw new UserError(says.allCounted({ id: folder.id, model: labelOfModel(folder.manifest.config) }));
    }
    await folder.lock();
    try {
      const config = resumedConfig(folder, request.settings ?? []);
      const data = await resumedData(folder, config, host.signal);
      const model = await estimatorOf(config).fit!(config, data.forTrainer, paceOf(host));
      await folder.appendResume(0);
      await folder.updateManifest({ state: "running", config, summary: { reason: null, error: undefined } });
      return new CountedRun(host, config, data, folder, model);
    } catch (error) {
      await folder.unlock();
      throw error;
    }
  }

  async run(): Promise<DoneEvent> {
    const { host, config, data, folder, model } = this;
    const tensors = model.tensors();
    const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.byteLength, 0);
    tellOfData(folder, data, host);
    host.emit({
      event: "start",
      ...{ run: folder.path, id: folder.id, config, counted: labelOfModel(config), parameters: model.parameters },
      ...{
        steps: 1,
        step: 0,
        bestBy: bestBy(config),
        minibatchesPerEpoch: 1,
        build: folder.manifest.build,
        threads: 1,
      },
      memory: (await peakMemory()) + bytes,
      data: { ...data.facts, unusedTargets: 0 },
    });
    try {
      await measureBaselines(config, data, folder, host);
      const measured = await this.measure("validation");
      const validation = measured && { step: 1, ...measured.figures };
      if (measured && validation) {
        const event = { event: "validation" as const, ...validation, targets: measured.targets };
        folder.appendMetrics(event);
        host.emit(event);
      }
      this.preview();
      const metadata = { format: "pt", "unroll.format": "1", "unroll.step": "1", "unroll.model": config.model.kind };
      await folder.saveCheckpoint(["last", "best"], tensors, metadata);
      const test = (await this.measure("test"))?.figures;
      return await this.finish("finished", validation ?? null, test ? { step: 1, ...test } : null);
    } catch (error) {
      unlessCancelled(error);
      return await this.finish("stopped", null, null);
    }
  }

  private async measure(part: "validation" | "test"): Promise<Evaluation | undefined> {
    const { model, data, host } = this;
    const measured = await model.evaluate(data.forTrainer, part, paceOf(host));
    if (measured?.report) {
      const report = { part, step: 1, report: shortened(measured.report) };
      this.reports.push(report);
      host.emit({ event: "report", ...report });
    }
    return measured;
  }

  private preview(): void {
    const { config, folder, host } = this;
    const { sampling, training } = config;
    const settings = { ...sampling, seed: (sampling.seed ?? training.seed) + 1, likeliest: SHOWN_LIKELIEST };
    const previews = this.model.previews?.(settings) ?? [];
    previews.forEach(({ preview }, i) => {
      const index = previews.length > 1 ? { index: i + 1 } : {};
      showPreview(folder, host, { step: 1, ...index, preview });
    });
  }

  async fail(reason: "diverged" | "error", error: unknown): Promise<DoneEvent> {
    const { code, message, hint } = errorEvent(error);
    const said = { code, message, ...(hint && { hint }) };
    await this.folder
      .updateManifest({ state: "failed", summary: { reason, seconds: this.seconds, error: said } })
      .catch(() => {});
    return { ...notBegun, run: this.folder.path, reason, seconds: this.seconds };
  }

  private async finish(
    reason: "finished" | "stopped",
    validation: Measurement | null,
    test: Measurement | null,
  ): Promise<DoneEvent> {
    const steps = reason === "finished" ? 1 : 0;
    const { seconds } = this;
    const figures = { best: validation, validation, test };
    if (this.reports.length > 0) await this.folder.writeReports(this.reports);
    await this.folder.writeSymbols();
    await this.folder.updateManifest({
      state: reason === "stopped" ? stateOfStopped(this.host) : reason,
      summary: { step: steps, epoch: 1, seconds, reason, ...figures },
    });
    const done: DoneEvent = {
      event: "done",
      ...{
        run: this.folder.path,
        reason,
        steps,
        seconds,
        tokensPerSecond: null,
        bestBy: bestBy(this.config),
        ...figures,
      },
    };
    this.host.emit(done);
    return done;
  }

  async close(): Promise<void> {
    this.watch.dispose();
    await this.folder.unlock();
  }

  private get seconds(): number {
    return (performance.now() - this.begun) / 1000;
  }
}
