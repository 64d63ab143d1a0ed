/** In the page, before anything of it: how long its script takes in each frame, messages and drawing together; `window.drawn` waits for one. */
export function noteFrames(): void {
  const noted = { frames: [] as number[] };
  let handled = 0;
  const request = window.requestAnimationFrame.bind(window);
  let last = -1;
  window.requestAnimationFrame = (draw) =>
    request((time) => {
      const began = performance.now();
      draw(time);
      if (time !== last) {
        noted.frames.push(handled);
        handled = 0;
      }
      last = time;
      noted.frames[noted.frames.length - 1] += performance.now() - began;
    });
  const listen = window.addEventListener.bind(window) as typeof window.addEventListener;
  window.addEventListener = ((type: string, listener: EventListener, options?: AddEventListenerOptions) => {
    const timed: EventListener = (event) => {
      const began = performance.now();
      listener(event);
      handled += performance.now() - began;
    };
    listen(type, type === "message" ? timed : listener, options);
  }) as typeof window.addEventListener;
  const drawn = () => new Promise<void>((done) => setTimeout(() => request(() => request(() => done()))));
  Object.assign(window, { noted, drawn });
}

/** "script of a frame 3.1 ms, 95 of 100 below 6.2 ms, longest 9.0 ms" */
export function frames(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, high] = [sorted[sorted.length >> 1], sorted[Math.floor(sorted.length * 0.95)]];
  return `script of a frame ${median.toFixed(1)} ms, 95 of 100 below ${high.toFixed(1)} ms, longest ${sorted.at(-1)!.toFixed(1)} ms`;
}
