/** A sound in memory: one channel. */
export interface SoundSamples {
  /** Hz */
  rate: number;
  samples: Float32Array;
}

/** Plays a sound that is in memory, with Web Audio, and tells where it is. */
export class Player {
  private context: AudioContext | undefined;
  private source: AudioBufferSourceNode | undefined;
  private frame = 0;

  /**
   * @param at hears where the sound is, in seconds, once a frame
   * @param ended hears that it has ended, or was stopped
   */
  constructor(
    private readonly at: (seconds: number) => void,
    private readonly ended: () => void,
  ) {}

  get isPlaying(): boolean {
    return this.source !== undefined;
  }

  /** Plays from one second to another, or to the end. */
  play({ rate, samples }: SoundSamples, from = 0, to = samples.length / rate): void {
    this.stop();
    this.context ??= new AudioContext();
    const { context } = this;
    const buffer = context.createBuffer(1, Math.max(1, samples.length), rate);
    buffer.copyToChannel(samples as Float32Array<ArrayBuffer>, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => this.source === source && this.stop();
    this.source = source;
    void context.resume();
    const began = context.currentTime;
    source.start(0, from, Math.max(0, to - from));
    const tell = () => {
      if (this.source !== source) return;
      this.at(Math.min(to, from + context.currentTime - began));
      this.frame = requestAnimationFrame(tell);
    };
    tell();
  }

  stop(): void {
    const { source } = this;
    if (!source) return;
    this.source = undefined;
    cancelAnimationFrame(this.frame);
    source.stop();
    this.ended();
  }

  close(): void {
    this.stop();
    void this.context?.close();
    this.context = undefined;
  }
}
