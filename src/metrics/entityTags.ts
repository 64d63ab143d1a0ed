/** What a tag says of entities. L of BILOU, M and W of BMEWO are the same as E, I and S. */
export interface EntityTag {
  /** B begins an entity, I is inside one, E is its last token, S is one of a single token, O is outside of all. */
  position: "B" | "I" | "E" | "S" | "O";
  /** "" outside, and of an entity without a type. */
  type: string;
}

const POSITIONS: Record<string, EntityTag["position"]> = {
  ...{ B: "B", I: "I", E: "E", S: "S" },
  ...{ L: "E", U: "S", M: "I", W: "S" },
};

/** The usual way: a letter, a dash, and a type that may hold dashes of its own. */
const USUAL = /^(?<letter>[BIESLUMW])-(?<type>.+)$/su;
/** Others: `B_CAR`, `b-car`, and the letter behind the type, `CAR-B`. */
const BEFORE = /^(?<letter>[BIESLUMW])[-_:.|/](?<type>.+)$/isu;
const AFTER = /^(?<type>.+)[-_:.|/](?<letter>[BIESLUMW])$/isu;
/** The letters of each scheme. A, C, G and T, or H, E and C, are none of them. */
const BARE = [/^[BIESO]$/, /^[BILUO]$/, /^[BMESO]$/, /^[BMEWO]$/];
const OUTSIDE: EntityTag = { position: "O", type: "" };

/**
 * What each label of a column of tags says, or undefined where they mark no entities: parts of speech, say. Decided for all
 * together, in this order:
 *
 * - The usual way, `B-CAR` or a bare `B`, where some label has it and the rest is `O`. With an `O` there may be tags that mark
 *   nothing: ATIS ends each sentence with what is wanted, `atis_flight`.
 * - Letters alone, of one scheme: entities of one type without a name.
 * - `B_CAR`, `CAR-B` and small letters, where all labels but `O` are written like that and some have a B or an I.
 */
export function entityTags(labels: readonly string[]): EntityTag[] | undefined {
  const hasOutside = labels.includes("O");
  const usual = labels.filter((label) => USUAL.test(label));
  const isUsual = usual.some((label) => !/^[MW]/.test(label)) && (hasOutside || usual.length === labels.length);
  if (isUsual) return labels.map((label) => bare(label) ?? tagOf(label, USUAL) ?? OUTSIDE);
  const letters = labels.map((label) => label.toUpperCase());
  // Inside and outside of something else, such as a membrane, may be i and o.
  const canBe = labels.includes("B") || labels.includes("b") || (labels.includes("I") && hasOutside);
  if (canBe && BARE.some((scheme) => letters.every((letter) => scheme.test(letter)))) {
    return letters.map((letter) => bare(letter)!);
  }
  for (const form of [BEFORE, AFTER]) {
    const tags = labels.map((label) => (/^o$/i.test(label) ? OUTSIDE : tagOf(label, form)));
    const hasUsual = labels.some((label) => /^[BI]$/i.test(form.exec(label)?.groups?.letter ?? ""));
    if (hasUsual && tags.includes(OUTSIDE) && tags.every((tag) => tag !== undefined)) return tags;
  }
  return undefined;
}

/** The type that a label seems to mark a part of, in whatever way; undefined where it does not look like a mark. */
export function seemingType(label: string): string | undefined {
  return (BEFORE.exec(label) ?? /^(?<type>.+)[-_:.|/][BIESLU]$/su.exec(label))?.groups?.type;
}

function tagOf(label: string, form: RegExp): EntityTag | undefined {
  const groups = form.exec(label)?.groups;
  return groups && { position: POSITIONS[groups.letter.toUpperCase()], type: groups.type };
}

function bare(label: string): EntityTag | undefined {
  if (label === "O") return OUTSIDE;
  return Object.hasOwn(POSITIONS, label) ? { position: POSITIONS[label], type: "" } : undefined;
}
