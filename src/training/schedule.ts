import { rises } from "../base/metrics.ts";
import { bestBy, type Config, optionsOf } from "../config/index.ts";
import { Plateau } from "./plateau.ts";

/**
 * The learning rate of each step. The first `warmup` steps rise in equal parts to the base rate b; from then on, i being the
 * steps since, or the epochs that are over, less those of `hold`, and as PyTorch's schedulers of torch.optim.lr_scheduler:
 *
 *     step          b·factor^⌊i/every⌋
 *     exponential   b·factor^i
 *     cosine        minimum + (b − minimum)·(1 + cos(π·i/length))/2, and `minimum` from `length` on
 *     plateau       b times the cuts so far, see plateau.ts
 */
export class Schedule {
  private currentBase: number;
  private readonly options: ReturnType<typeof optionsOf<"schedule">>;
  /** Steps or epochs until a cosine is at its minimum. */
  private readonly length: number;
  private readonly plateau: Plateau | undefined;

  /** `steps` and `epochs` are those planned, to the end of which a cosine reaches when it has no length of its own. */
  constructor(config: Config, { steps, epochs }: { steps: number; epochs: number }) {
    const options = optionsOf(config, "schedule");
    const base = config.training.learningRate;
    this.currentBase = base;
    this.options = options;
    this.plateau = options.name === "plateau" ? new Plateau(options, base, rises(bestBy(config))) : undefined;
    const whole = "unit" in options && options.unit === "epoch" ? epochs : steps - options.warmup;
    this.length = Math.max(1, (options.name === "cosine" && options.length) || whole);
  }

  get base(): number {
    return this.currentBase;
  }

  /** Another base rate from the next step on; what it is multiplied by stays as it is. */
  set base(base: number) {
    this.currentBase = base;
    if (this.plateau) this.plateau.base = base;
  }

  /** The rate of a step, 1 being the first, in an epoch, 1 being the first. Allocates nothing. */
  rate(step: number, epoch: number): number {
    const { base, options } = this;
    const after = step - 1 - options.warmup;
    if (after < 0) return (base * step) / options.warmup;
    switch (options.name) {
      case "constant":
        return base;
      case "plateau":
        return base * this.plateau!.scale;
      case "cosine": {
        const i = Math.min(options.unit === "epoch" ? epoch - 1 : after, this.length);
        return options.minimum + ((base - options.minimum) * (1 + Math.cos((Math.PI * i) / this.length))) / 2;
      }
      default: {
        const i = Math.max(0, (options.unit === "epoch" ? epoch - 1 : after) - options.hold);
        return base * options.factor ** (options.name === "step" ? Math.floor(i / options.every) : i);
      }
    }
  }

  /** Hears of a validation's figure, `training.best`, after `step`. What comes within the warm-up does not count. */
  validated(step: number, value: number): void {
    if (step >= this.options.warmup) this.plateau?.validated(value);
  }

  /** What the rates to come depend on beside step and epoch; null for most schedules. */
  save(): unknown {
    return this.plateau?.save() ?? null;
  }

  /** Takes over what `save` gave; false when it does not fit. A schedule that was changed begins anew. */
  restore(saved: unknown): boolean {
    return saved === null || this.plateau === undefined || this.plateau.restore(saved);
  }
}
