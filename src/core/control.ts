/** The host's control word: not 0 when somebody asked to stop. Read between instructions and once per time step of a scan. */
@external("env", "stopRequested")
export declare function stopRequested(): bool;
