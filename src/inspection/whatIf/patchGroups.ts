import { UserError } from "../../base/userError.ts";
import { says } from "../messages.ts";
import type { StateName } from "../passage/states.ts";
import { tensorName } from "../tensorNames.ts";

/** A state of a layer: "l0_reverse" and "h". */
export type PatchedState = Pick<StateName, "layer" | "state">;

/** States that are patched together: "l0.h", or all of a layer, "l0", or of one side of pairs, "encoder", or all that there are, "all". */
export interface PatchGroup {
  name: string;
  states: readonly PatchedState[];
}

/** States that a cell shows. */
export const STATES = ["h", "c", "s"];

/**
 * Groups by their names, in the order in which they stand there; each state, each layer, each side and everything where none is named.
 * @throws UserError where there is none of a name
 */
export function groupsOf(names: readonly PatchedState[], wanted: readonly string[] | undefined): PatchGroup[] {
  const shown = names.filter(({ state }) => STATES.includes(state));
  const sides = [...new Set(shown.flatMap(({ layer }) => (layer.includes(".") ? [sideOf(layer)] : [])))];
  const layersOf = (states: readonly PatchedState[]) => [...new Set(states.map(({ layer }) => layer))];
  const within = (states: readonly PatchedState[]): PatchGroup[] =>
    layersOf(states).flatMap((layer) => {
      const own = states.filter((name) => name.layer === layer);
      const single = own.map((name) => ({ name: tensorName(layer, name.state), states: [name] }));
      return own.length > 1 ? [...single, { name: layer, states: own }] : single;
    });
  const all =
    sides.length === 0
      ? within(shown)
      : sides.flatMap((side) => {
          const own = shown.filter(({ layer }) => sideOf(layer) === side);
          return [...within(own), ...(layersOf(own).length > 1 ? [{ name: side, states: own }] : [])];
        });
  // One state by itself is its layer, and one layer its side.
  const found = (name: string) => {
    if (name === "all") return { name, states: shown };
    const own = shown.filter(({ layer }) => layer === name || sideOf(layer) === name);
    return all.find((group) => group.name === name) ?? (own.length > 0 ? { name, states: own } : undefined);
  };
  if (!wanted) return layersOf(shown).length > 1 ? [...all, { name: "all", states: shown }] : all;
  return wanted.map((name) => {
    const group = found(name);
    if (group) return group;
    const known = [...all.map((one) => one.name), ...layersOf(shown), "all"];
    throw new UserError(says.noSuchPatch({ name, known: [...new Set(known)] }));
  });
}

/** "encoder" of "encoder.l0". */
function sideOf(layer: string): string {
  return layer.slice(0, Math.max(0, layer.indexOf(".")));
}
