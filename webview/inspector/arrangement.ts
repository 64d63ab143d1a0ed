import * as Type from "typebox";
import { matches, number, oneOf, strings } from "../../src/contracts/shapes.ts";
import { type LayerArrangement, orders } from "./maps/layerMaps.ts";
import { textColourings } from "./text/textColours.ts";

const schema = Type.Object({
  colouring: oneOf(...textColourings),
  zoom: number,
  gradient: Type.Boolean(),
  layers: Type.Record(Type.String(), Type.Object({ shown: strings, order: oneOf(...orders) })),
});
type Arranged = Type.Static<typeof schema>;

const usual: Arranged = { colouring: "surprise", zoom: 1, gradient: true, layers: {} };

/** How a person arranged the views; it outlives the page. */
export class Arrangement {
  now: Arranged;

  /** `kept`: what an earlier page left, whatever it is. */
  constructor(
    kept: unknown,
    private readonly changed: () => void,
  ) {
    const all = { ...usual, ...(typeof kept === "object" ? kept : {}) };
    this.now = matches(schema, all) ? all : usual;
  }

  set(change: Partial<Arranged>): void {
    this.now = { ...this.now, ...change };
    this.changed();
  }

  layer(name: string): LayerArrangement | undefined {
    return this.now.layers[name];
  }

  setLayer(name: string, arrangement: LayerArrangement): void {
    this.set({ layers: { ...this.now.layers, [name]: { ...arrangement, shown: [...arrangement.shown] } } });
  }
}
