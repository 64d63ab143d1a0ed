import type { LookTranscript } from "../../../src/contracts/inspection.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import { type LatticePicture, stagesOf, type TranscriptPicture } from "../../run/transcripts/picture.ts";
import { TranscriptLanes } from "../../run/transcripts/transcriptLanes.ts";
import type { States } from "../../shared/heatMap.ts";
import type { Looking } from "../looking.ts";

/** Numbers of a tensor that a page asks for. */
const MOST_NUMBERS = 2 ** 24;

/** What a transcription makes of the steps of a time axis. */
export class StripTranscript {
  private readonly pictures = new TranscriptLanes();
  private drawn: readonly (States | undefined)[] = [];

  constructor(
    private readonly looking: Looking,
    private readonly symbols: readonly string[],
    private readonly transcript: LookTranscript,
  ) {
    this.pictures.show(this.pictureOf(undefined, undefined), symbols);
  }

  get lanes(): Lane[] {
    return this.pictures.lanes;
  }

  /** Shows what has come. */
  draw(): void {
    const { path, labels, lattice } = this.transcript;
    const posteriors = path.length * labels.length > MOST_NUMBERS ? undefined : this.tensor("ctc.posterior");
    const weights = lattice ? this.tensor("ctc.lattice") : undefined;
    if (posteriors === this.drawn[0] && weights === this.drawn[1]) return;
    this.drawn = [posteriors, weights];
    this.pictures.show(this.pictureOf(posteriors, weights), this.symbols);
  }

  /** What the network says at a step, in words. */
  read(step: number): string {
    return this.pictures.read(step);
  }

  private tensor(name: string): States | undefined {
    const held = this.looking.tensors.get(name);
    return held.state === "here" ? held.states : undefined;
  }

  private pictureOf(all: States | undefined, weights: States | undefined): TranscriptPicture {
    const { labels, shown, path, collapse, lattice } = this.transcript;
    const places = new Map(Array.from(shown, (id, place) => [id, place]));
    const placed = (ids: Int32Array) => Int32Array.from(ids, (id) => places.get(id) ?? 0);
    const own = placed(path);
    return {
      steps: path.length,
      labels: Array.from(shown, (id) => labels[id]),
      path: own,
      posteriors: all && columnsOf(all, shown),
      stages: stagesOf(own, collapse),
      lattice:
        lattice && weights
          ? ({ of: lattice.of, labels: placed(lattice.labels), weights } satisfies LatticePicture)
          : undefined,
    };
  }
}

/** Some columns of a matrix. */
function columnsOf({ time, units, values }: States, columns: Int32Array): States {
  const some = new Float32Array(time * columns.length);
  for (let t = 0; t < time; t++) {
    for (let c = 0; c < columns.length; c++) some[t * columns.length + c] = values[t * units + columns[c]];
  }
  return { time, units: columns.length, values: some };
}
