/** What the client says about itself when it starts the server, as `initializationOptions`; other editors leave it out. */
export interface LanguageServerOptions {
  /** It answers `DATA_FILES`. */
  listsDataFiles?: boolean;
  /** The server may read the data that configs name, to say what is wrong with it. Without it, it reads no file at all. */
  looksAtData?: boolean;
}

/**
 * Notification of the client: from now on the server may read that data, as if it had said so at first, and looks again at what may
 * have changed without its knowledge, as when the person comes back to the window.
 */
export const LOOK_AT_DATA = "unroll/lookAtData";

/** Request of the server to its client: which files a config might name as data. */
export const DATA_FILES = "unroll/dataFiles";

export interface DataFilesParams {
  /** Of the config. */
  uri: string;
}

/** Paths relative to the config's folder, with "/". */
export type DataFilesResult = string[];
