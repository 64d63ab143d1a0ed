// The sound that a network has read, as the inspector shows it: when its steps are, and which frequencies they hold.
import { join } from "node:path";
import { expect, it, test } from "vitest";
import { type FeatureSettings, stepTimes } from "../../src/audio/index.ts";
import { soundSteps } from "../../src/data/index.ts";
import { shownSound } from "../../src/runner/sounds/shownSound.ts";
import { floatWave, logMel, tones } from "../support/sounds.ts";
import { workspace } from "../support/workspace.ts";

const files = () => workspace({ "ab.wav": tones("ab", 22_050), "no.wav": "RIFF" });

for (const settings of [logMel, { ...logMel, stack: 3 }, { ...logMel, name: "waveform" }] as FeatureSettings[]) {
  it(`${settings.name}, ${settings.stack} frames a step: each step shows the frequencies of its time`, () => {
    const file = join(files(), "ab.wav");
    const { first, every } = soundSteps(file, settings);
    const steps = Math.floor(0.22 / every);
    const { rate, samples, bins, decibels } = shownSound(file, settings, steps);
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
  expect(() => shownSound(join(files(), "no.wav"), logMel, 3)).toThrow(/no\.wav/);
});

test("a file that became shorter, or takes too much to be shown, is refused", () => {
  const file = join(files(), "ab.wav");
  expect(() => shownSound(file, logMel, 22)).not.toThrow();
  expect(() => shownSound(file, logMel, 23)).toThrow(/shorter than it was/);
  const long = join(workspace({ "long.wav": floatWave(new Float64Array(60_100), 100) }), "long.wav");
  expect(() => shownSound(long, logMel, 3)).toThrow(/At most 600 seconds/);
  // 8,193 frequencies each millisecond.
  const fine = { ...logMel, rate: 32_000, windowMs: 500, stepMs: 1 };
  const five = join(workspace({ "five.wav": floatWave(new Float64Array(500), 100) }), "five.wav");
  expect(() => shownSound(five, fine, 3)).toThrow(/At most 4 seconds/);
});
