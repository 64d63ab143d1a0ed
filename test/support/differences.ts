import type { Interpreter, StepScalars, Tensor } from "../../src/graph/index.ts";

/** (L(w + ε) − L(w − ε)) / 2ε of every element of parameters, ε = 1e-5, on an interpreter that has all values. */
export function differencesOf(
  interpreter: Interpreter,
  parameters: Iterable<string>,
  loss: Tensor,
  scalars: StepScalars,
): Map<string, Float64Array> {
  const epsilon = 1e-5;
  const slopesOf = (name: string) => {
    const values = interpreter.value(name);
    return Float64Array.from(values, (value, i) => {
      const lossAt = (moved: number) => {
        values[i] = moved;
        interpreter.run(scalars);
        return interpreter.value(loss)[0];
      };
      const slope = (lossAt(value + epsilon) - lossAt(value - epsilon)) / (2 * epsilon);
      values[i] = value;
      return slope;
    });
  };
  return new Map(Array.from(parameters, (name) => [name, slopesOf(name)]));
}
