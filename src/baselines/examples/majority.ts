import { eachTarget, type Fit, isTrue } from "./predictor.ts";

/** Whatever comes, how often each class (of several labels, each of them alone) was true in training, one more counted for each. */
export const majority: Fit = async (train, { outputs }) => {
  const counts = new Float64Array(outputs).fill(1);
  let rows = 0;
  eachTarget(train, (row) => {
    rows++;
    for (let c = 0; c < outputs; c++) if (isTrue(train, row, c, outputs)) counts[c]++;
  });
  const counted = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => count / (train.targets.kind === "class" ? counted : rows + 2));
  return (_part, _sequence, _step, out) => out.set(shares);
};
