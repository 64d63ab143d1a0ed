import * as Type from "typebox";
import { number, strings } from "./shapes.ts";

// Any editor may speak to the language server, and any extension may call a command: what they say is held against these schemas.

/** What the client says about itself when it starts the server, as `initializationOptions`; other editors leave it out. */
export const languageServerOptions = Type.Object({
  /** It answers `DATA_FILES`. */
  listsDataFiles: Type.Optional(Type.Boolean()),
  /** It has the command `CHOOSE_DATA_FILE`. */
  choosesDataFiles: Type.Optional(Type.Boolean()),
  /** The server may read the data that configs name, to say what is wrong with it. Without it, it reads no file at all. */
  looksAtData: Type.Optional(Type.Boolean()),
});
export type LanguageServerOptions = Type.Static<typeof languageServerOptions>;

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
  /** What stands there already, as far as the cursor: "../te". */
  typed: string;
}

/** Paths relative to the config's folder, or as absolute as what was typed, with "/"; those of folders end with it. The likeliest come first. */
export const dataFilesResult = strings;
export type DataFilesResult = Type.Static<typeof dataFilesResult>;

/** Command of the client: asks the person for files of data, and puts their paths in the place of a value of a config. */
export const CHOOSE_DATA_FILE = "unroll.chooseDataFile";

const position = Type.Object({ line: number, character: number });

/** Its argument: of the value, as the protocol counts. */
export const chooseDataFileParams = Type.Object({
  uri: Type.String(),
  range: Type.Object({ start: position, end: position }),
});
export type ChooseDataFileParams = Type.Static<typeof chooseDataFileParams>;
