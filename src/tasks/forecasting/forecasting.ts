import { ExamplePreviews } from "../sequences/examplePreviews.ts";
import { sequenceTask } from "../sequences/sequenceTask.ts";
import { ForecastMeasurer } from "./forecastMeasurer.ts";
import { WindowPreviews } from "./windowPreviews.ts";

/** The next numbers at each step of windows of series. */
export const forecasting = sequenceTask({
  measurer: (use) => new ForecastMeasurer(use),
  previews(use) {
    const windows = new WindowPreviews(use);
    return new ExamplePreviews(use, (sequence) => windows.preview(sequence));
  },
});
