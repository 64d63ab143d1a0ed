/** What VS Code puts into a webview: messages to the extension, and a state that outlives the page. */
export interface Host<Request, State> {
  postMessage(request: Request): void;
  getState(): State | undefined;
  setState(state: State): void;
}

/** May be called once a page. */
export function connectHost<Request, State>(): Host<Request, State> {
  return (globalThis as unknown as { acquireVsCodeApi(): Host<Request, State> }).acquireVsCodeApi();
}
