import { basename, dirname } from "node:path";
import { type FeatureSettings, featureSizes, type MeasuredSound, measureSound } from "../../audio/index.ts";
import { type Place, UserError } from "../../base/userError.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { Steps } from "../../data/encode/stepReader.ts";
import { withSoundFile } from "./fileBytes.ts";
import { ofSound } from "./messages.ts";
import { soundPath } from "./soundPath.ts";

/** A file of a sound that examples name. */
export interface Sound extends MeasuredSound {
  path: string;
  /** As it is written where it is first named. */
  name: string;
}

/** Which steps of the store are of a sound: its first ones, all of them unless an example is cut off. */
export interface SoundStretch {
  sound: Sound;
  /** The first step in the store, and how many. */
  start: number;
  steps: number;
}

export interface SoundPaths {
  /** What paths are relative to, where that is not the folder of the file that names them. */
  folder?: string;
  /** Hears each path that is named, absolute, before anything is read there. */
  onPath?(path: string): void;
}

/** The sounds that the examples of a training name, in their order. Only headers are read here. */
export class Sounds {
  readonly stretches: SoundStretch[] = [];
  private readonly known = new Map<string, Sound>();
  private readonly width: number;

  constructor(
    readonly settings: FeatureSettings,
    private readonly column: string,
    private readonly paths: SoundPaths = {},
  ) {
    this.width = featureSizes(settings).width;
  }

  get all(): readonly Sound[] {
    return [...this.known.values()];
  }

  /** The steps of the sound that a cell names; its numbers are read later. Fails with a UserError at `place`, which names the sound. */
  measured(cell: Cell | undefined, place: Place): Steps & { sound: Sound } {
    const sound = this.find(cell, place);
    return { length: sound.steps, numbers: [], width: this.width, sound };
  }

  /** So many of the steps of a sound stand in the store from `start` on. */
  keep(sound: Sound, start: number, steps: number): void {
    if (steps > 0) this.stretches.push({ sound, start, steps });
  }

  private find(cell: Cell | undefined, place: Place): Sound {
    const { folder = dirname(place.file ?? ""), onPath } = this.paths;
    const path = soundPath(cell, { column: this.column, folder, onPath }, place);
    const known = this.known.get(path);
    if (known) return known;
    const measured = named(String(cell), place, () =>
      withSoundFile(path, (bytes) => measureSound(bytes, this.settings)),
    );
    const sound = { ...measured, path, name: String(cell) };
    this.known.set(path, sound);
    return sound;
  }
}

/** What is wrong with a sound, with its name, where it is named. */
export function named<T>(name: string, place: Place, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(ofSound(error.said, name === place.file ? basename(name) : name), place);
  }
}
