import { type Deferred, deferred } from "../../../src/base/deferred.ts";
import type { SoundAnswer } from "../../../src/contracts/trainingPanel.ts";
import type { Heard } from "./soundTrack.ts";

/** Asks the host of a page for sounds, and hears what it answers. */
export class SoundRequests {
  private readonly waiting = new Map<string, Deferred<Heard>>();

  /** @param request asks the host for the sound in a file */
  constructor(private readonly request: (file: string) => void) {}

  ask(file: string): Promise<Heard> {
    const asked = this.waiting.get(file);
    if (asked) return asked.promise;
    const made = deferred<Heard>();
    this.waiting.set(file, made);
    this.request(file);
    return made.promise;
  }

  receive({ file, result }: SoundAnswer): void {
    this.waiting.get(file)?.resolve(result);
    this.waiting.delete(file);
  }
}
