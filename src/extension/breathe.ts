/** Lets the event loop do what others wait for: everybody's extensions share it. */
export function breathe(): Promise<void> {
  return new Promise((done) => setTimeout(done, 1));
}
