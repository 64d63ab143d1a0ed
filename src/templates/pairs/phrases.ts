import { Draw } from "../draw.ts";
import { tsv, words } from "../files.ts";

const PHRASES = 8000;

/** One and several. */
type Forms = readonly [one: string, several: string];

interface Noun {
  english: Forms;
  french: Forms;
  gender: "m" | "f";
  chinese: string;
  /** What Chinese counts it by. */
  measure: string;
}

interface Adjective {
  english: string;
  /** Masculine and feminine. */
  french: Forms;
  /** In French, most follow their noun. */
  before: boolean;
  chinese: string;
}

interface Verb {
  english: Forms;
  french: Forms;
  chinese: string;
}

/** The same in three languages. */
type Said = readonly [english: string, french: string, chinese: string];

const PEOPLE = nouns(
  "girl fille f 女孩 个 / boy garçon m 男孩 个 / teacher professeur m 老师 位 / doctor médecin m 医生 位 / friend ami m 朋友 个",
  "child,children enfant m 孩子 个 / singer chanteur m 歌手 位 / queen reine f 女王 位",
);
const ANIMALS = nouns(
  "cat chat m 猫 只 / dog chien m 狗 只 / bird oiseau,oiseaux m 鸟 只 / horse cheval,chevaux m 马 匹 / cow vache f 牛 头",
);
const THINGS = nouns(
  "book livre m 书 本 / house maison f 房子 座 / flower fleur f 花 朵 / table table f 桌子 张 / letter lettre f 信 封",
  "apple pomme f 苹果 个 / car voiture f 汽车 辆 / chair chaise f 椅子 把 / tree arbre m 树 棵 / boat bateau,bateaux m 船 条",
  "lamp lampe f 灯 盏 / picture tableau,tableaux m 画 幅 / bag sac m 包 个 / hat chapeau,chapeaux m 帽子 顶",
);
const OF_LIVING: Adjective[] = [
  { english: "small", french: ["petit", "petite"], before: true, chinese: "小" },
  { english: "young", french: ["jeune", "jeune"], before: true, chinese: "年轻的" },
  { english: "happy", french: ["heureux", "heureuse"], before: false, chinese: "快乐的" },
  { english: "sad", french: ["triste", "triste"], before: false, chinese: "伤心的" },
  { english: "strong", french: ["fort", "forte"], before: false, chinese: "强壮的" },
];
const OF_THINGS: Adjective[] = [
  { english: "small", french: ["petit", "petite"], before: true, chinese: "小" },
  { english: "big", french: ["grand", "grande"], before: true, chinese: "大" },
  { english: "red", french: ["rouge", "rouge"], before: false, chinese: "红色的" },
  { english: "black", french: ["noir", "noire"], before: false, chinese: "黑色的" },
  { english: "green", french: ["vert", "verte"], before: false, chinese: "绿色的" },
  { english: "white", french: ["blanc", "blanche"], before: false, chinese: "白色的" },
];
/** What people and animals do, with each other too. */
const LOOKING: Verb[] = [
  { english: ["likes", "like"], french: ["aime", "aiment"], chinese: "喜欢" },
  { english: ["looks for", "look for"], french: ["cherche", "cherchent"], chinese: "找" },
  { english: ["watches", "watch"], french: ["regarde", "regardent"], chinese: "看" },
];
/** What people do with things. */
const DOING: Verb[] = [
  { english: ["buys", "buy"], french: ["achète", "achètent"], chinese: "买" },
  { english: ["sells", "sell"], french: ["vend", "vendent"], chinese: "卖" },
  { english: ["draws", "draw"], french: ["dessine", "dessinent"], chinese: "画" },
  { english: ["washes", "wash"], french: ["lave", "lavent"], chinese: "洗" },
];
const TIMES: Said[] = [
  ["today", "aujourd'hui", "今天"],
  ["now", "maintenant", "现在"],
  ["every day", "tous les jours", "每天"],
  ["in the evening", "le soir", "晚上"],
];
const PLACES: Said[] = [
  ["in the garden", "dans le jardin", "在花园里"],
  ["at school", "à l'école", "在学校"],
  ["by the river", "au bord de la rivière", "在河边"],
  ["at home", "à la maison", "在家里"],
];
type Determiner = "a" | "the" | "these" | "two" | "three";
/** As letters in strings, and not in a regular expression, which would not be escaped in the bundles. */
const VOWELS = [..."aeiouéèê"];
const DETERMINERS: readonly Determiner[] = ["a", "the", "the", "these", "two", "three"];

/** English, French, gender, Chinese and measure word of each; a plural where it is not regular. */
function nouns(...lists: string[]): Noun[] {
  const forms = (text: string): Forms => {
    const [one, several = `${one}s`] = text.split(",");
    return [one, several];
  };
  return lists
    .flatMap((list) => list.split(" / "))
    .map((entry) => {
      const [english, french, gender, chinese, measure] = words(entry);
      return { english: forms(english), french: forms(french), gender: gender as "m" | "f", chinese, measure };
    });
}

/**
 * Phrases of a small grammar in three languages with different word order. French puts most adjectives after their noun, agrees in
 * gender and negates around the verb; Chinese puts time, place and relative clauses before what they belong to, counts by measure
 * words, and asks with a last word.
 */
export function phrases(seed: number): string {
  const draw = new Draw(seed, "phrases");
  return tsv(
    ["english", "french", "chinese"],
    draw.distinct(PHRASES, () => [...phrase(draw)]),
  );
}

type Kind = "person" | "animal" | "thing";
const NOUNS: Record<Kind, Noun[]> = { person: PEOPLE, animal: ANIMALS, thing: THINGS };

interface NounPhrase {
  said: Said;
  several: boolean;
}

function phrase(draw: Draw): Said {
  const who = draw.from<Kind>(["person", "person", "animal"]);
  const subject = nounPhrase(draw, who);
  const whom = draw.from<Kind>(["thing", "thing", "person", "animal"]);
  const verb = verbOf(draw, who, whom);
  const negated = draw.chance(0.25);
  const asked = draw.chance(0.25);
  const object = nounPhrase(draw, whom, negated);
  const time = draw.chance(0.4) ? draw.from(TIMES) : undefined;
  const place = draw.chance(0.4) ? draw.from(PLACES) : undefined;
  const number = subject.several ? 1 : 0;
  const after = [place, time].filter((said) => said !== undefined);

  const does = subject.several ? "do" : "does";
  const plain = verb.english[1];
  const action = asked ? (negated ? `not ${plain}` : plain) : negated ? `${does} not ${plain}` : verb.english[number];
  const english = [asked ? does : "", subject.said[0], action, object.said[0], ...after.map(([said]) => said)];

  const french = [
    asked ? elided("est-ce que", subject.said[1]) : subject.said[1],
    negated ? `${elided("ne", verb.french[number])} pas` : verb.french[number],
    object.said[1],
    ...after.map(([, said]) => said),
  ];
  const chinese = [subject.said[2], time?.[2], negated ? "不" : "", place?.[2], verb.chinese, object.said[2]];
  return [
    `${spaced(english)}${asked ? "?" : ""}`,
    `${spaced(french)}${asked ? " ?" : ""}`,
    `${chinese.join("")}${asked ? "吗？" : ""}`,
  ];
}

function verbOf(draw: Draw, who: Kind, whom: Kind): Verb {
  return draw.from(who === "person" && whom === "thing" ? [...LOOKING, ...DOING] : LOOKING);
}

/** An object of what is negated has forms of its own: not a book, "pas de livre", no 一本. */
function nounPhrase(draw: Draw, kind: Kind, negated = false): NounPhrase {
  const noun = draw.from(NOUNS[kind]);
  const adjective = draw.chance(0.4) ? draw.from(kind === "thing" ? OF_THINGS : OF_LIVING) : undefined;
  const determiner = draw.from(DETERMINERS);
  const several = determiner !== "a" && determiner !== "the";
  const number = several ? 1 : 0;
  const clause = kind !== "thing" && draw.chance(0.2) ? relative(draw, kind, several) : undefined;

  const describing = adjective ? agreeing(adjective, noun, several) : "";
  const [first, last] = adjective?.before ? [describing, ""] : ["", describing];
  const named = spaced([first, noun.french[number], last]);
  const own = spaced([adjective?.english, noun.english[number]]);
  const said: Said = [
    spaced([article(determiner, own), own, clause?.[0]]),
    spaced([determined(determiner, noun, named, negated), clause?.[1]]),
    `${negated && determiner === "a" ? "" : counted(determiner, noun)}${clause?.[2] ?? ""}${adjective?.chinese ?? ""}${noun.chinese}`,
  ];
  return { said, several };
}

/** "who likes the cat": after its noun in English and French, and before it in Chinese. */
function relative(draw: Draw, who: Kind, several: boolean): Said {
  const verb = verbOf(draw, who, "thing");
  const { english, french, gender, chinese, measure } = draw.from(THINGS);
  const number = several ? 1 : 0;
  return [
    `that ${verb.english[number]} the ${english[0]}`,
    `qui ${verb.french[number]} ${elided(gender === "m" ? "le" : "la", french[0])}`,
    `${verb.chinese}那${measure}${chinese}的`,
  ];
}

function article(determiner: Determiner, next: string): string {
  return determiner === "a" && startsWithVowel(next) ? "an" : determiner;
}

function agreeing({ french: [masculine, feminine] }: Adjective, { gender }: Noun, several: boolean): string {
  const one = gender === "m" ? masculine : feminine;
  return several && !/[sx]$/.test(one) ? `${one}s` : one;
}

/** A French noun with its determiner; what somebody does not buy is "pas de livre". */
function determined(determiner: Determiner, { gender }: Noun, named: string, negated: boolean): string {
  if (determiner === "a") return negated ? elided("de", named) : `${gender === "m" ? "un" : "une"} ${named}`;
  if (determiner === "the") return elided(gender === "m" ? "le" : "la", named);
  return `${{ these: "ces", two: "deux", three: "trois" }[determiner]} ${named}`;
}

function counted(determiner: Determiner, { measure }: Noun): string {
  if (determiner === "these") return "这些";
  return `${{ a: "一", the: "那", two: "两", three: "三" }[determiner]}${measure}`;
}

/** "le" and "arbre" are l'arbre. */
function elided(word: string, next: string): string {
  return startsWithVowel(next) ? `${word.slice(0, -1)}'${next}` : `${word} ${next}`;
}

function startsWithVowel(text: string): boolean {
  return VOWELS.includes(text[0]);
}

function spaced(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
