import { UserError } from "../base/userError.ts";
import type { ParameterValues } from "../engine/index.ts";
import type { Tensor } from "../tensors/index.ts";

/** Takes over parameters by PyTorch's names; every one must be there and fit, or none is touched. Other tensors are ignored. */
export function loadParameters(network: ParameterValues, tensors: ReadonlyMap<string, Tensor>): void {
  const { places } = network.layout;
  for (const { name, shape } of places.values()) {
    const tensor = tensors.get(name);
    if (!tensor) throw new UserError("missing-parameter", `The file has no ${name}`, "It was made by another model.");
    if (!(tensor.data instanceof Float32Array || tensor.data instanceof Float64Array)) {
      throw new UserError("wrong-type", `${name} holds ${tensor.dtype} in the file, not floating-point numbers`);
    }
    if (tensor.shape.join() !== shape.join()) {
      throw new UserError(
        "wrong-shape",
        `${name} is [${tensor.shape.join(", ")}] in the file; this model needs [${shape.join(", ")}]`,
        "Use the config that the file was trained with.",
      );
    }
  }
  // Numbers of another width are rounded as they are written.
  for (const name of places.keys()) network.parameter(name).set(tensors.get(name)!.data as ArrayLike<number>);
}
