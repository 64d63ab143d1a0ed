// The sound that a network has read, as the inspector shows it: when its steps are, and which frequencies they hold.
import { join } from "node:path";
import { expect, it } from "vitest";
import { type FeatureSettings, stepTimes } from "../../src/audio/index.ts";
import { heardSound, soundOfSteps } from "../../src/runner/saved/inspection/heardSound.ts";
import { logMel, tones } from "../support/sounds.ts";
import { workspace } from "../support/workspace.ts";

const files = () => workspace({ "ab.wav": tones("ab", 22_050), "no.wav": "RIFF" });

for (const settings of [logMel, { ...logMel, stack: 3 }, { ...logMel, name: "waveform" }] as FeatureSettings[]) {
  it(`${settings.name}, ${settings.stack} frames a step: each step shows the frequencies of its time`, () => {
    const file = join(files(), "ab.wav");
    const { first, every } = soundOfSteps(file, settings);
    const steps = Math.floor(0.22 / every);
    const { rate, samples, bins, decibels } = heardSound(file, settings, steps);
    expect([rate, samples.length, bins]).toEqual([16_000, 4002, 257]);
    expect(decibels).toHaveLength(steps * bins);
    const heard = [0, 0];
    for (let t = 0; t < steps; t++) {
      const { start, end } = stepTimes(t, settings);
      expect(first + t * every).toBeCloseTo((start + end) / 2, 9);
      const middle = (start + end) / 2;
      const column = decibels.subarray(t * bins, (t + 1) * bins);
      const loudest = (column.indexOf(Math.max(...column)) * rate) / 2 / (bins - 1);
      // a sounds from 30 to 110 ms, b from 140 to 220 ms.
      for (const [i, frequency] of [400, 800].entries()) {
        const within = middle - 0.03 - 0.11 * i;
        if (within < 0.015 || within > 0.065) continue;
        heard[i]++;
        expect(Math.abs(loudest - frequency), `step ${t}`).toBeLessThan(32);
      }
    }
    expect(Math.min(...heard)).toBeGreaterThan(0);
  });
}

it("a file that is no sound any more says so, with its name", () => {
  expect(() => heardSound(join(files(), "no.wav"), logMel, 3)).toThrow(/no\.wav/);
});
