// SGD, Adam and clipping against f64, as PyTorch defines them, over fifty steps.
import { describe, expect, it } from "vitest";
import type { Network, NetworkOptions, Optimizer } from "../../src/engine/index.ts";
import { Graph, layOutParameters } from "../../src/graph/index.ts";
import { type Draw, draws, expectNear, ROUNDOFF, seedLabel } from "../support/kernels.ts";
import { adam, builds, engineFor, networkOn } from "../support/networks.ts";

const STEPS = 50;
/** Parameters of which no size is a multiple of a vector, so that the gaps of the layout take part. */
const SHAPES = { a: [3, 7], b: [1], c: [17], d: [5, 13] };

/** Each optimiser, with all that it may remember. */
const every: Optimizer[] = [
  adam,
  { name: "sgd" },
  { name: "sgd", momentum: 0.9, dampening: 0.1 },
  { name: "sgd", momentum: 0.9, nesterov: true },
  { name: "rmsprop", alpha: 0.9, epsilon: 1e-6, momentum: 0.5, centered: true },
  { name: "adagrad", rateDecay: 0.1, initialAccumulator: 0.1, epsilon: 1e-10 },
  { name: "adamw", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
];

async function makeNetwork(
  build: (typeof builds)[number],
  optimizer: Optimizer,
  shards = 1,
  threads = 1,
  options: Pick<NetworkOptions, "averages" | "accumulates"> = { averages: true },
  shapes: Record<string, number[]> = SHAPES,
): Promise<Network> {
  const graph = new Graph();
  for (const [name, shape] of Object.entries(shapes)) graph.parameter(name, shape);
  return networkOn(await engineFor(build, threads), { layout: layOutParameters(graph), optimizer, shards, ...options });
}

/** The gradients of the shards, in memory. */
function gradientsOf(network: Network, shards: number): Float32Array[] {
  const { memory, places } = network.plan;
  return places.gradients.slice(0, shards).map((pointer) => memory.runtime.floats(pointer, network.layout.bytes / 4));
}

const names = Object.keys(SHAPES);
/** With one that is large enough for three threads. */
const LARGE = { ...SHAPES, e: [97, 131] };
const largeNames = Object.keys(LARGE);

function fillAll(draw: Draw, size: number, view: (name: string) => Float32Array, all = names): void {
  for (const name of all) view(name).set(draw.floats(view(name).length).map((x) => x * size));
}

/** All elements of what `view` gives, one after another. */
function flat(view: (name: string) => Float32Array, all = names): Float64Array {
  return Float64Array.from(all.flatMap((name) => [...view(name)]));
}

/** torch.nn.utils.clip_grad_norm_ and clip_grad_value_. */
function clip(g: Float64Array, norm: number, value: number): Float64Array {
  const size = Math.sqrt(g.reduce((sum, x) => sum + x * x, 0));
  const scale = norm ? Math.min(1, norm / (size + 1e-6)) : 1;
  return g.map((x) => (value ? Math.max(-value, Math.min(value, x * scale)) : x * scale));
}

const clippings = [
  { clipNorm: 0, clipValue: 0 },
  { clipNorm: 0.5, clipValue: 0 },
  { clipNorm: 1000, clipValue: 0 },
  { clipNorm: 0, clipValue: 0.3 },
  { clipNorm: 2, clipValue: 0.1 },
];
const labelled = clippings.map((c) => [`norm ${c.clipNorm || "free"}, value ${c.clipValue || "free"}`, c] as const);

describe.each(builds)("optimisers on the %s core", (build) => {
  // How a gradient is clipped does not depend on the build: one of them meets every way.
  const ways = build === "simd" ? labelled : [labelled[0], labelled[4]];
  describe.each(ways)("clipped: %s", (_, clipping) => {
    it("SGD", async () => {
      const draw = draws(60);
      const network = await makeNetwork(build, { name: "sgd" });
      fillAll(draw, 1, (name) => network.parameter(name));
      const p = flat((name) => network.parameter(name));
      const settings = { learningRate: 0.05, ...clipping };
      for (let step = 1; step <= STEPS; step++) {
        fillAll(draw, 1, (name) => network.gradient(name));
        const g = flat((name) => network.gradient(name));
        const norm = network.gradientNorm(settings);
        expect(Math.abs(norm / Math.hypot(...g) - 1)).toBeLessThan(1e-12);
        network.update(step, settings);
        clip(g, clipping.clipNorm, clipping.clipValue).forEach((x, i) => {
          p[i] -= settings.learningRate * x;
        });
        expectNear(
          flat((name) => network.parameter(name)),
          p,
          4 * step * ROUNDOFF,
          `${seedLabel}, step ${step}`,
        );
      }
    });

    it("Adam", async () => {
      const draw = draws(61);
      const network = await makeNetwork(build, adam);
      fillAll(draw, 1, (name) => network.parameter(name));
      const p = flat((name) => network.parameter(name));
      const m = new Float64Array(p.length);
      const v = new Float64Array(p.length);
      const settings = { learningRate: 0.01, ...clipping };
      for (let step = 1; step <= STEPS; step++) {
        // Sizes from 1e-6 to 1: epsilon and the correction of the moments both show.
        fillAll(draw, 10 ** -(step % 7), (name) => network.gradient(name));
        const g = flat((name) => network.gradient(name));
        network.gradientNorm(settings);
        network.update(step, settings);
        clip(g, clipping.clipNorm, clipping.clipValue).forEach((x, i) => {
          m[i] = 0.9 * m[i] + 0.1 * x;
          v[i] = 0.999 * v[i] + 0.001 * x * x;
          const root = Math.sqrt(v[i]) / Math.sqrt(1 - 0.999 ** step);
          p[i] -= ((settings.learningRate / (1 - 0.9 ** step)) * m[i]) / (root + 1e-8);
        });
        const where = `${seedLabel}, step ${step}`;
        const of = (which: "m" | "v") => flat((name) => network.moment(name, which));
        expectNear(of("m"), m, 40 * ROUNDOFF, `${where}, m`);
        expectNear(
          of("v"),
          v,
          v.map((x) => x * 2 * STEPS * ROUNDOFF + 1e-37),
          `${where}, v`,
        );
        // The step is at most some learning rates long and known to some roundings.
        const bound = step * (2 * ROUNDOFF + settings.learningRate * 1e-5);
        expectNear(
          flat((name) => network.parameter(name)),
          p,
          bound,
          where,
        );
      }
    });
  });

  it.each([1, 2, 3])("figures of an update, of all parameters and of each, on %d threads", async (threads) => {
    for (const clipping of clippings) {
      for (const optimizer of every) {
        const draw = draws(63);
        const network = await makeNetwork(build, optimizer, threads, threads, { averages: true }, LARGE);
        expect(network.plan.programs.update).toHaveLength(threads);
        const settings = { learningRate: 0.1, ...clipping };
        fillAll(draw, 1, (name) => network.parameter(name), largeNames);
        for (let step = 1; step <= 3; step++) {
          fillAll(draw, 1, (name) => network.gradient(name), largeNames);
          const before = new Map(largeNames.map((name) => [name, Float64Array.from(network.parameter(name))]));
          const norm = network.gradientNorm(settings);
          network.update(step, settings);
          const g = flat((name) => network.gradient(name), largeNames);
          const cut = clip(g, clipping.clipNorm, clipping.clipValue);
          const near = (a: number, b: number, what: string) =>
            expect(Math.abs(a - b), `${what}: ${a} instead of ${b}`).toBeLessThanOrEqual(1e-5 * b);
          const { figures } = network;
          near(figures.clippedNorm, Math.hypot(...cut), "clipped norm");
          expect(figures.clipped).toBe(Math.hypot(...cut) < norm * (1 - 1e-9));
          if (!figures.clipped) expect(figures.clippedNorm).toBe(norm);
          const change = (name: string) => network.parameter(name).map((x, i) => x - before.get(name)![i]);
          const size = Math.hypot(...largeNames.flatMap((name) => [...before.get(name)!]));
          near(figures.updateRatio, Math.hypot(...flat(change, largeNames)) / size, "update ratio");
          let at = 0;
          for (const [name, own] of network.figuresByParameter()) {
            const { length } = network.gradient(name);
            near(own.gradientNorm, Math.hypot(...network.gradient(name)), `gradient of ${name}`);
            near(own.clippedNorm, Math.hypot(...cut.subarray(at, at + length)), `clipped gradient of ${name}`);
            near(own.updateRatio, Math.hypot(...change(name)) / Math.hypot(...before.get(name)!), `update of ${name}`);
            at += length;
          }
        }
      }
    }
  });

  it.each([1, 2, 3])(
    "gradients of several minibatches are added up before they are measured, on %d threads",
    async (n) => {
      const draw = draws(64);
      const settings = { learningRate: 0.1, clipNorm: 1.5, clipValue: 0 };
      const make = (accumulates: boolean) => makeNetwork(build, { name: "sgd" }, 3, n, { accumulates }, LARGE);
      const [network, once] = [await make(true), await make(false)];
      for (const name of largeNames) network.parameter(name).set(draw.floats(network.parameter(name).length));
      for (const name of largeNames) once.parameter(name).set(network.parameter(name));
      for (let step = 1; step <= 3; step++) {
        const sum = new Float64Array(network.layout.bytes / 4);
        for (let part = 0; part < 4; part++) {
          for (const floats of gradientsOf(network, 3)) {
            for (const { offset, size } of network.layout.places.values()) {
              floats.set(draw.floats(size), offset / 4);
            }
            floats.forEach((x, i) => {
              sum[i] += x;
            });
          }
          if (part < 3) network.accumulate(part === 0);
        }
        const norm = network.gradientNorm(settings, true, 0.25);
        network.update(step, settings);
        for (const floats of gradientsOf(once, 3)) floats.fill(0);
        gradientsOf(once, 3)[0].set(sum.map((x) => x / 4));
        expect(norm / once.gradientNorm(settings)).toBeCloseTo(1, 5);
        once.update(step, settings);
        const parameters = (each: Network) => flat((name) => each.parameter(name), largeNames);
        expectNear(parameters(network), parameters(once), 40 * ROUNDOFF, seedLabel);
        expect(network.figures.clippedNorm / once.figures.clippedNorm).toBeCloseTo(1, 5);
        expect(network.figures.clipped).toBe(once.figures.clipped);
        const own = network.figuresByParameter().get("c")!.gradientNorm;
        expect(own / once.figuresByParameter().get("c")!.gradientNorm).toBeCloseTo(1, 5);
      }
    },
  );

  it("a thread without rows of the minibatch is woken for a large update only", async () => {
    const shapes = { small: [300, 400], large: [600, 500] };
    const parts = async (name: keyof typeof shapes, shards: number) => {
      const network = await makeNetwork(build, { name: "adam", beta1: 0, beta2: 0, epsilon: 1 }, shards, 2, undefined, {
        [name]: shapes[name],
      });
      return network.plan.programs.update.length;
    };
    expect([await parts("small", 1), await parts("small", 2), await parts("large", 1)]).toEqual([1, 2, 2]);
  });

  it("the gradients of shards are added up before they are measured", async () => {
    const network = await makeNetwork(build, { name: "sgd" }, 3);
    const parts = gradientsOf(network, 3);
    const { offset } = network.layout.places.get("c")!;
    parts.forEach((part, i) => {
      part[offset / 4] = i + 1;
    });
    expect(network.gradientNorm({ learningRate: 1, clipNorm: 0, clipValue: 0 })).toBe(6);
    expect(network.gradient("c")[0]).toBe(6);
  });

  it("the bound of the norm has PyTorch's 1e-6 beside the norm", async () => {
    const network = await makeNetwork(build, { name: "sgd" });
    network.gradient("b")[0] = 3e-6;
    const settings = { learningRate: 1, clipNorm: 1e-6, clipValue: 0 };
    network.gradientNorm(settings);
    network.update(1, settings);
    expect(network.parameter("b")[0] / -0.75e-6).toBeCloseTo(1, 5);
  });

  it("the norm of huge and of tiny gradients neither overflows nor vanishes", async () => {
    const network = await makeNetwork(build, { name: "sgd" });
    const settings = { learningRate: 1, clipNorm: 1, clipValue: 0 };
    for (const size of [1e-30, 1e-20, 1e30, 3e38]) {
      for (const name of names) {
        network.gradient(name).fill(size);
        network.parameter(name).fill(0);
      }
      const count = network.layout.count;
      const norm = network.gradientNorm(settings);
      expect(norm / (Math.fround(size) * Math.sqrt(count))).toBeCloseTo(1, 12);
      network.update(1, settings);
      const expected = -Math.fround(size) * Math.min(1, 1 / (norm + 1e-6));
      for (const name of names) {
        for (const p of network.parameter(name)) expect(Math.abs(p / expected - 1)).toBeLessThan(1e-5);
      }
    }
  });

  it.each([
    ["NaN", Number.NaN],
    ["∞", Number.POSITIVE_INFINITY],
    ["−∞", Number.NEGATIVE_INFINITY],
  ])("a gradient with one %s changes no parameter and no moment", async (_, bad) => {
    for (const optimizer of every) {
      for (const clipping of clippings) {
        const draw = draws(62);
        const network = await makeNetwork(build, optimizer);
        const settings = { learningRate: 0.1, weightDecay: 0.1, ...clipping };
        fillAll(draw, 1, (name) => network.parameter(name));
        fillAll(draw, 1, (name) => network.gradient(name));
        network.gradientNorm(settings);
        network.update(1, settings);
        const everything = () => [
          flat((name) => network.parameter(name)),
          flat((name) => network.measured.parameter(name)),
          ...network.moments.map((which) => flat((name) => network.moment(name, which))),
        ];
        const before = everything();
        for (const name of names) {
          const gradient = network.gradient(name);
          const at = gradient.length - 1;
          const value = gradient[at];
          gradient[at] = bad;
          expect(Number.isFinite(network.gradientNorm(settings))).toBe(false);
          network.update(2, settings);
          expect(everything()).toEqual(before);
          gradient[at] = value;
        }
        network.gradientNorm(settings);
        network.update(2, settings);
        expect(everything()).not.toEqual(before);
      }
    }
  });
});
