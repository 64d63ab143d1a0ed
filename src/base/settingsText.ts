/** A key of a config with a value that a trial gives it. */
interface Given {
  key: string;
  value: unknown;
}

/** What a trial sets, in a line: "units 64, cell gru". */
export function settingsText(settings: readonly Given[]): string {
  const keys = shortKeys(settings.map(({ key }) => key));
  return settings.map(({ value }, i) => `${keys[i]} ${valueText(value)}`).join(", ");
}

/** The last names of dotted keys, where they tell them apart. */
export function shortKeys(keys: readonly string[]): string[] {
  const last = keys.map((key) => key.slice(key.lastIndexOf(".") + 1));
  return keys.map((key, i) => (last.indexOf(last[i]) === last.lastIndexOf(last[i]) ? last[i] : key));
}

/** As it is typed after `--set key=`. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
