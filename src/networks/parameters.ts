import { UserError } from "../base/userError.ts";
import type { ParameterValues } from "../engine/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { says } from "./messages.ts";

/** Takes over parameters by PyTorch's names; every one must be there and fit, or none is touched. Other tensors are ignored. */
export function loadParameters(network: ParameterValues, tensors: ReadonlyMap<string, Tensor>): void {
  const { places } = network.layout;
  for (const { name, shape } of places.values()) {
    const tensor = tensors.get(name);
    if (!tensor) throw new UserError(says.missingParameter({ name }));
    if (!(tensor.data instanceof Float32Array || tensor.data instanceof Float64Array)) {
      throw new UserError(says.wrongType({ name, dtype: tensor.dtype }));
    }
    if (tensor.shape.join() !== shape.join()) {
      throw new UserError(says.wrongShape({ name, found: tensor.shape, needed: shape }));
    }
  }
  // Numbers of another width are rounded as they are written.
  for (const name of places.keys()) network.parameter(name).set(tensors.get(name)!.data as ArrayLike<number>);
}
