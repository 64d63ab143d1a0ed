import * as Type from "typebox";
import { doc } from "./fields.ts";
import { form, names } from "./forms.ts";

const DESCRIBED = {
  default: "PyTorch's: weights and biases U(±1/√units), the embedding N(0, 1). `scale` multiplies all of them.",
  glorot: "Weights U(±scale·√(6/(inputs + outputs))), gate by gate; biases 0; the embedding N(0, 1).",
  orthogonal: "Recurrent weights orthogonal, gate by gate, times `scale`; the other weights as `glorot`; biases 0.",
  uniform: "All parameters, biases and embedding too, U(±scale).",
  normal: "Weights and embedding N(0, scale²); biases 0.",
  identity:
    "Recurrent weights `scale` times the identity, gate by gate; the other weights N(0, 0.001²); biases 0. With an `rnn` and `relu` it is the IRNN (Le, Jaitly and Hinton).",
  constant: "All parameters equal `scale`: for experiments, not for learning, because all units stay the same.",
} as const;

const scaled = <const N extends keyof typeof DESCRIBED>(name: N, standard: number) =>
  form(name, DESCRIBED[name], {
    scale: Type.Optional(
      Type.Number({
        ...doc("Scale", "The size of the initial values. Its meaning depends on the initialiser."),
        minimum: 0,
        maximum: 1000,
        default: standard,
      }),
    ),
  });

export const initializer = Type.Optional(
  Type.Union(
    [
      names(DESCRIBED),
      scaled("default", 1),
      scaled("glorot", 1),
      scaled("orthogonal", 1),
      scaled("uniform", 0.1),
      scaled("normal", 0.1),
      scaled("identity", 1),
      scaled("constant", 0.1),
    ],
    {
      ...doc(
        "Initialiser",
        'The initial values of the parameters: a name, or an object with its scale: `{ "name": "uniform", "scale": 0.08 }`. Some parameters have initial values of their own, which take precedence: `forgetBias`, gains of layer normalisation (1), learned initial states (0), tied embeddings (within ±0.1).',
      ),
      default: "default",
    },
  ),
);
