import type { GradientSink } from "../../operation.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * The gradients of x̂ and of W_hh h of a step, both of which a kernel writes: handed on where they are wanted, and tensors of their own
 * where not. Each of them is used once.
 */
export function productGradients(
  sink: GradientSink,
  x: Tensor,
  products: Tensor,
  write: (dx: Tensor, dProducts: Tensor) => void,
): void {
  const [dx, dProducts] = [x, products].map((product) => {
    let gradient: Tensor | undefined;
    sink.contribute(product, (d, accumulate) => {
      if (accumulate) throw new Error(`${product.name}: the product of a step is used once`);
      gradient = d;
    });
    return gradient ?? sink.graph.tensor(`∂${product.name}.unused`, product.shape, "f32", "activation");
  });
  write(dx, dProducts);
}
