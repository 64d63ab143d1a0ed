import type { Message } from "../../base/message.ts";
import type { ConstantColumn } from "../../data/encode/normalize.ts";
import { says } from "./messages.ts";
import type { Say } from "./openFiles.ts";

/** Says which columns of `key` are constant in training: one that is read and never changes is only noted. */
export function sayConstant(
  columns: readonly ConstantColumn[],
  key: "data.input" | "data.target",
  { warn, note }: Say,
  how: { differenced?: boolean; isSeries?: boolean } = {},
): void {
  const of = (own: ConstantColumn[], say: (of: Parameters<typeof says.constant>[0]) => Message) =>
    own.length > 0 ? say({ key, columns: own, ...how }) : undefined;
  const exact = of(
    columns.filter(({ scale }) => scale === 0),
    says.constant,
  );
  const nearly = of(
    columns.filter(({ scale }) => scale > 0),
    says.nearlyConstant,
  );
  if (exact) (key === "data.input" ? note : warn)(exact);
  if (nearly) warn(nearly);
}
