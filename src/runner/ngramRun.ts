import { dirname, relative } from "node:path";
import { setImmediate } from "node:timers/promises";
import { UserError } from "../base/userError.ts";
import { measureNgrams, NgramModel, NgramRows, ngramFromTensors, ngramTensors, Stopped } from "../baselines/index.ts";
import { type Config, ngramOf } from "../config/index.ts";
import type { Vocabulary } from "../data/index.ts";
import { findRun, RunFolder } from "../runs/index.ts";
import { bestBuild, Sampler, Scorer } from "../training/index.ts";
import { measureBaselines } from "./baselines.ts";
import { peakMemory } from "./benchmark.ts";
import { type LoadedData, loadData } from "./data.ts";
import { type DoneEvent, type Measurement, notBegun } from "./events.ts";
import { errorEvent } from "./failure.ts";
import { nameOf, readConfig } from "./readConfig.ts";
import { resumedConfig, resumedData } from "./resume.ts";
import type { TrainHost, TrainRequest } from "./train.ts";
import { version } from "./version.ts";

/** A run of a model that counts: its one step counts the training part. */
export class NgramRun {
  private readonly begun = performance.now();

  private constructor(
    private readonly host: TrainHost,
    private readonly config: Config,
    private readonly data: LoadedData,
    private readonly folder: RunFolder,
    private readonly model: NgramModel,
  ) {}

  /** Undefined where the model is a network; null when somebody wanted to stop before there was a run. */
  static async open(request: TrainRequest, host: TrainHost): Promise<NgramRun | undefined | null> {
    try {
      return request.resume === undefined ? await NgramRun.start(request, host) : await NgramRun.resume(request, host);
    } catch (error) {
      if (error instanceof Stopped) return null;
      throw error;
    }
  }

  private static async start(request: TrainRequest, host: TrainHost): Promise<NgramRun | undefined> {
    if (!request.configFile) return undefined;
    const { file, config, problems } = await readConfig(request.configFile, request.settings);
    if (config.model.kind !== "ngram") return undefined;
    for (const { message } of problems) host.emit({ event: "warning", message });
    const data = await loadData(config, file);
    const model = await counted(config, data, host);
    const folder = await RunFolder.create(
      dirname(file),
      nameOf(config, file),
      {
        configFile: relative("/config/.unroll/runs/id", `/config/${file.slice(dirname(file).length + 1)}`),
        config,
        versions: { unroll: version, node: process.versions.node },
        build: bestBuild(),
        threads: 1,
        parameters: model.grams,
        data: data.files.map(({ name, path, bytes, sha256 }) => ({ name, path, bytes, sha256 })),
        summary: { steps: 1 },
      },
      data.saved,
    );
    return new NgramRun(host, config, data, folder, model);
  }

  /** One that was interrupted counts again; one that has counted is finished. */
  private static async resume(request: TrainRequest, host: TrainHost): Promise<NgramRun | undefined> {
    const folder = await findRun(request.resume!, request.cwd);
    if (folder.manifest.config.model?.kind !== "ngram") return undefined;
    if ((await folder.state()) === "finished") {
      throw new UserError(
        "already-finished",
        `${folder.id} has counted its text: n-grams have nothing to go on with`,
        "Start a new run to count another text, or with other settings.",
      );
    }
    await folder.lock();
    try {
      const config = resumedConfig(folder, request.settings ?? []);
      const data = await resumedData(folder, config);
      const model = await counted(config, data, host);
      await folder.appendResume(0);
      await folder.updateManifest({ state: "running", config, summary: { reason: null, error: undefined } });
      return new NgramRun(host, config, data, folder, model);
    } catch (error) {
      await folder.unlock();
      throw error;
    }
  }

  async run(): Promise<DoneEvent> {
    const { host, config, data, folder, model } = this;
    const tensors = ngramTensors(model);
    const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.data.byteLength, 0);
    for (const message of data.warnings) host.emit({ event: "warning", message });
    host.emit({
      event: "start",
      ...{ run: folder.path, id: folder.id, config, parameters: model.grams },
      ...{ steps: 1, step: 0, minibatchesPerEpoch: 1, build: folder.manifest.build, threads: 1 },
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
      this.sample();
      const metadata = { format: "pt", "unroll.format": "1", "unroll.step": "1", "unroll.model": "ngram" };
      await folder.saveCheckpoint(["last", "best"], tensors, metadata);
      const test = (await this.measure("test"))?.figures;
      return await this.finish("finished", validation ?? null, test ? { step: 1, ...test } : null);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return await this.finish("stopped", null, null);
    }
  }

  private async measure(part: "validation" | "test") {
    const { model, data, config, host } = this;
    const found = await measureNgrams(
      model,
      data.forTrainer.corpus!,
      part,
      config.training.sequenceLength,
      paceOf(host),
    );
    if (!found) return undefined;
    const { targets, impossible: _, part: __, ...figures } = found;
    return { figures, targets };
  }

  private sample(): void {
    const { config, folder, host } = this;
    const { sampling, training } = config;
    const { vocabulary } = this.data.forTrainer.corpus!;
    const sampler = ngramSampler(this.model, vocabulary, config);
    const samples = sampler.samples({ ...sampling, seed: (sampling.seed ?? training.seed) + 1 }) ?? [];
    samples.forEach(({ prompt, text, backward }, i) => {
      const said = { ...(samples.length > 1 && { index: i + 1 }), prompt, text, ...(backward && { backward }) };
      folder.appendSample(1, text, said);
      host.emit({ event: "sample", step: 1, ...said });
    });
  }

  async fail(reason: "diverged" | "error", error: unknown): Promise<DoneEvent> {
    const { code, message } = errorEvent(error);
    await this.folder
      .updateManifest({ state: "failed", summary: { reason, seconds: this.seconds, error: { code, message } } })
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
    await this.folder.updateManifest({
      state: reason,
      summary: { step: steps, epoch: 1, seconds, reason, ...figures },
    });
    const done: DoneEvent = {
      event: "done",
      ...{ run: this.folder.path, reason, steps, seconds, tokensPerSecond: null, ...figures },
    };
    this.host.emit(done);
    return done;
  }

  async close(): Promise<void> {
    await this.folder.unlock();
  }

  private get seconds(): number {
    return (performance.now() - this.begun) / 1000;
  }
}

function paceOf({ control }: TrainHost) {
  return async () => {
    await setImmediate();
    if (Atomics.load(control, 0) !== 0) throw new Stopped();
  };
}

function counted(config: Config, { forTrainer }: LoadedData, host: TrainHost): Promise<NgramModel> {
  const { train, vocabulary } = forTrainer.corpus!;
  return NgramModel.count(train, vocabulary.size, ngramOf(config), paceOf(host));
}

/** The model of a run that has counted. */
export async function savedNgrams(run: RunFolder, config: Config, vocabulary: Vocabulary): Promise<NgramModel> {
  const { tensors } = await run.loadCheckpoint("last");
  return ngramFromTensors(tensors, ngramOf(config), vocabulary.size);
}

export function ngramSampler(model: NgramModel, vocabulary: Vocabulary, { data }: Config): Sampler {
  return new Sampler((rows) => new NgramRows(model, vocabulary, rows), vocabulary, data.direction);
}

export function ngramScorer(model: NgramModel, vocabulary: Vocabulary, { data }: Config): Scorer {
  return new Scorer(new NgramRows(model, vocabulary, Scorer.ROWS), vocabulary, data.direction, vocabulary.begin);
}
