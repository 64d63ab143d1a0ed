/** The host's control word: not 0 when somebody asked to stop. Imported from the module `control`. Read between instructions and once per time step of a scan. */
export declare function stopRequested(): bool;
