import { Draw } from "./draw.ts";
import { csv, words } from "./files.ts";

const REVIEWS = 4000;

const THINGS = words(
  "film book soup pizza hotel phone camera song play coffee concert lamp bicycle jacket museum ferry",
);
const PARTS = words(
  "ending price service colour taste sound beginning staff design quality music smell view size idea",
);
const BAD = words(
  "bad awful dull terrible horrible boring ugly useless broken poor dreadful disappointing stale silly",
);
const GOOD = words("good great lovely wonderful excellent brilliant charming perfect delightful superb fine pleasant");
const JUDGEMENTS = [BAD, GOOD];
const VERY = words("very really so quite rather");
const ASIDES = [
  "I bought it last week.",
  "My sister had told me about it.",
  "We went there on a Sunday.",
  "It is my second one.",
  "Let me say a few words.",
  "That is what I think.",
  "My friends agree.",
  "You may see for yourself.",
];

/**
 * Reviews of a sentence or two that praise or complain. Good and bad words stand in both kinds: "not bad", "good, but", "I had
 * expected something awful" are praise or complaint by their order, which a bag of words does not know.
 */
export function reviews(seed: number): string {
  const draw = new Draw(seed, "reviews");
  const rows = draw.distinct(REVIEWS, (i) => {
    const kind = i % 2;
    const sentences = [judgement(draw, kind)];
    if (draw.chance(0.3)) sentences.unshift(draw.from(ASIDES));
    if (draw.chance(0.3)) sentences.push(draw.from(ASIDES));
    return [sentences.join(" "), ["negative", "positive"][kind]];
  });
  return csv(["review", "sentiment"], draw.shuffled(rows));
}

/** A sentence that says 0, bad, or 1, good. */
function judgement(draw: Draw, kind: number): string {
  const other = 1 - kind;
  const [thing, part] = [draw.from(THINGS), draw.from(PARTS)];
  switch (draw.below(7)) {
    case 0:
      return `The ${thing} was ${opinion(draw, kind)}.`;
    case 1:
      return `The ${part} of the ${thing} was ${opinion(draw, kind)}.`;
    case 2:
      return `The ${part} was ${opinion(draw, other)}, but the ${thing} was ${opinion(draw, kind)}.`;
    case 3:
      return `Although the ${part} was ${opinion(draw, other)}, the ${thing} was ${opinion(draw, kind)}.`;
    case 4:
      return `I had expected something ${word(draw, other)}, and the ${thing} was ${opinion(draw, kind)}.`;
    case 5:
      return `The ${thing} is anything but ${word(draw, other)}.`;
    default:
      return `Nobody could call the ${part} of this ${thing} ${word(draw, other)}.`;
  }
}

/** "really good", or "not bad". */
function opinion(draw: Draw, kind: number): string {
  if (draw.chance(0.35)) return `not ${word(draw, 1 - kind)}`;
  return draw.chance(0.4) ? `${draw.from(VERY)} ${word(draw, kind)}` : word(draw, kind);
}

function word(draw: Draw, kind: number): string {
  return draw.from(JUDGEMENTS[kind]);
}
