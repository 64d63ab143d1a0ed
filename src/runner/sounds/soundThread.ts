// Entry of a thread that computes the features of sounds, one after the other.
import { parentPort, workerData } from "node:worker_threads";
import type { Message } from "../../base/message.ts";
import { isUserError, type Place } from "../../base/userError.ts";
import type { FeatureFile } from "../../reading/sound/featureFiles.ts";
import { type FeaturePlace, featureFile } from "./featureFile.ts";

/** What a thread answers for each path: the file, or what is wrong. */
export type SoundAnswer = { file: FeatureFile } | { said: Message; place: Place } | { failed: unknown };

const place = workerData as FeaturePlace;
parentPort?.on("message", (path: string) => parentPort?.postMessage(answer(path)));

function answer(path: string): SoundAnswer {
  try {
    return { file: featureFile(path, place) };
  } catch (error) {
    return isUserError(error) ? { said: error.said, place: error.place } : { failed: error };
  }
}
