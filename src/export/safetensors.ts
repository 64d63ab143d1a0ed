import { encodeSafetensors, type Tensor } from "../tensors/index.ts";

/**
 * A file with the parameters of a network alone, by PyTorch's names: `load_state_dict` takes it strictly.
 * What else a checkpoint holds lies under `unroll.` and is left out.
 */
export function exportSafetensors(tensors: ReadonlyMap<string, Tensor>, metadata: Record<string, string>): Uint8Array {
  const parameters = new Map([...tensors].filter(([name]) => !name.startsWith("unroll.")));
  return encodeSafetensors(parameters, { format: "pt", ...metadata });
}
