import { extname } from "node:path";
import { UserError } from "../../base/userError.ts";
import { count } from "../../base/words.ts";
import { type TaskName, tasks } from "../../config/index.ts";
import { words } from "../../data/encode/cells.ts";
import { isNumber } from "../../data/encode/numberCells.ts";
import { type Reading, readingOf, refuseOtherContainers } from "../formats/index.ts";
import { type Beginning, beginningOfAll, type OwnFile, refuseNoFile } from "./look/beginning.ts";
import { factsOf } from "./look/columns.ts";
import { encodingIn } from "./look/encoding.ts";
import {
  areBaskets,
  areNumbers,
  areShortTexts,
  areTaggedLines,
  areTags,
  areTokens,
  beginsTable,
  isPrepared,
  sentenceLengths,
} from "./look/lines.ts";
import { pairIn } from "./look/pairColumns.ts";
import { type Parallel, parallelIn, sideOf, unpairedIn } from "./look/parallel.ts";
import { isBesideSounds, nameSounds, soundsOfFolder, soundsOfTable } from "./look/soundsIn.ts";
import { rolesIn } from "./look/tableRoles.ts";
import { transcriptIn } from "./look/transcriptColumns.ts";
import { says } from "./messages.ts";
import { type Partners, partnersOf, partsOf } from "./partners.ts";
import type { Guess, Plan, Setting } from "./plan.ts";
import { baskets, shortTexts } from "./plans/listedTexts.ts";
import { markupIn } from "./plans/markup.ts";
import { parallelPlan, tablePairs } from "./plans/pairs.ts";
import { preparedWords, runningText } from "./plans/runningText.ts";
import { sounds } from "./plans/sounds.ts";
import { layout, tablePlan } from "./plans/tablePlan.ts";
import { taggedPlan } from "./plans/tagging.ts";
import { transcription } from "./plans/transcription.ts";
import { unreadable } from "./plans/unreadable.ts";

/**
 * What to train on files of a person's own: the task that they suggest, the columns that it needs, and settings of a size that
 * fits. All are of one kind; the first is looked at closely. A UserError where a file holds nothing to learn from.
 */
export async function guessFrom(files: readonly OwnFile[]): Promise<Guess> {
  const folder = files.length === 1 ? await soundsOfFolder(files[0]) : undefined;
  if (folder) {
    const plan = sounds(files[0].name, folder, { rows: folder.sounds!, isWhole: true });
    return { ...plan, files: { train: files } };
  }
  for (const file of files) await refuseNoFile(file);
  const likely = await encodingIn(files);
  const guess = await guessOf(files.map((file) => ({ ...file, encoding: likely?.charset })));
  if (likely === undefined) return guess;
  const { name, charset, evidence } = likely;
  const why = "the file is not UTF-8, and this is likely its encoding; if letters look wrong, choose another";
  const found =
    evidence === undefined
      ? guess.found
      : `${guess.found} ${name} is not UTF-8: its encoding is guessed to be ${charset}, from ${count(evidence, "byte")} that ${evidence === 1 ? "is" : "are"} not ASCII. If letters look wrong, change "encoding".`;
  return { ...guess, found, data: [setting("encoding", charset, why), ...guess.data] };
}

async function guessOf(files: readonly OwnFile[]): Promise<Guess> {
  const parallel = await parallelIn(files);
  if (parallel) return await parallelGuess(parallel);
  const unpaired = await unpairedIn(files);
  const said = unpaired && says.unpaired({ files: namesOf(unpaired.files), lines: unpaired.lines });
  if (said && files.length > 1) throw new UserError(said, { file: unpaired.files[1].path });
  const { train, named } = partsOf(files);
  const [first, ...others] = train;
  const beginning = await beginningOfAll(train);
  refuseOtherContainers(beginning.lines, first);
  const plan =
    (await taggedTokens(first, beginning)) ??
    (await spoken(first, others, beginning)) ??
    (await transcripts(first, others, beginning)) ??
    (await pairsOfTable(first, others, beginning)) ??
    (await table(first, others, beginning)) ??
    lines(first, beginning);
  const isNamed = files.length > train.length;
  const beside = isNamed ? named : others.length === 0 ? await partnersOf(first) : {};
  const partners = await usable(beside, first, plan);
  if (isNamed) refuseUnusable(named, partners, plan);
  const isFree = ({ key }: Setting) => partners[key as keyof Partners] === undefined;
  const together = others.length > 0 ? `Read together with it: ${namesOf(others).join(", ")}.` : undefined;
  const found = [plan.found, together, said?.text].filter((each) => each !== undefined).join(" ");
  return { ...plan, found, data: plan.data.filter(isFree), files: { train, ...partners } };
}

function namesOf<T extends readonly OwnFile[]>(files: T): { [K in keyof T]: string } {
  return files.map(({ name }) => name) as { [K in keyof T]: string };
}

function lines({ name }: OwnFile, beginning: Beginning): Plan {
  if (isPrepared(beginning.text)) return preparedWords(beginning, name);
  return (areShortTexts(beginning.lines) ? shortTexts : runningText)(beginning, name);
}

async function parallelGuess({ files, targets }: Parallel): Promise<Guess> {
  const [source, target] = [await sideOf(files.train), await sideOf(targets.train)];
  const found = { source, target, rows: source.texts, isWhole: source.isWhole };
  const isFree = ({ key }: Setting) => files[key as keyof Partners] === undefined;
  const plan = parallelPlan([files.train[0].name, targets.train[0].name], found);
  return { ...plan, data: plan.data.filter(isFree), files, targets };
}

/** A table of sounds with their texts or labels; undefined of another file. */
async function spoken(file: OwnFile, others: readonly OwnFile[], beginning: Beginning): Promise<Plan | undefined> {
  const { lines, characters, text, isWhole } = beginning;
  if (!/\.(wav|wave|flac|mp3|ogg|opus|m4a)\b/i.test(text) && !(await isBesideSounds(file.path))) return undefined;
  let reading = await readingFor(file, "transcription").catch(unlessRefused);
  // A first row with the name of a sound is one of them.
  if (reading?.header && reading.columns.some((name) => nameSounds([name], name, file.path))) {
    reading = await readingFor(file, "transcription", false).catch(unlessRefused);
  }
  const facts = reading && reading.columns.length > 1 ? soundsOfTable(reading, file) : undefined;
  if (!facts) return undefined;
  await refuseOthers(reading!, file, others, "transcription");
  const rows = Math.round(((lines.length - (reading!.header ? 1 : 0)) * characters) / text.length);
  const plan = sounds(file.name, facts, { rows, isWhole });
  return { ...plan, data: [...layout(reading!), ...plan.data] };
}

/** Vectors a step with a transcript; undefined of another file. */
async function transcripts(file: OwnFile, others: readonly OwnFile[], beginning: Beginning): Promise<Plan | undefined> {
  const { lines, characters, text, isWhole } = beginning;
  if (!lines[0]?.trimStart().startsWith("{")) return undefined;
  const reading = await readingFor(file, "transcription").catch(unlessRefused);
  const columns = reading && transcriptIn(reading);
  if (!columns) return undefined;
  await refuseOthers(reading, file, others, "transcription");
  const rows = Math.round((lines.length * characters) / text.length);
  return transcription(file.name, columns, { rows, isWhole });
}

/** Two columns of texts that belong together, where no column is a label; undefined of another table. */
async function pairsOfTable(
  file: OwnFile,
  others: readonly OwnFile[],
  beginning: Beginning,
): Promise<Plan | undefined> {
  const ending = extname(file.path).toLowerCase();
  if (PROSE.test(ending)) return undefined;
  const reading = await readingFor(file, "sequence-to-sequence").catch(unlessRefused);
  // Commas stand in sentences, and other signs between cells hardly do.
  const isDivided = reading && (TABLES.test(ending) || reading.delimiter !== ",");
  if (!isDivided || reading.columns.length < 2) return undefined;
  const facts = await factsOf(reading, file, beginning.characters, false).catch(unlessRefused);
  const roles = facts && pairIn(facts, reading, beginning.lines);
  if (!roles) return undefined;
  await refuseOthers(reading, file, others, "sequence-to-sequence");
  const { broken } = facts;
  if (!broken) return tablePairs(file.name, roles, facts, reading);
  // The rows before it may be shorter than those behind it.
  const rows = Math.round((beginning.lines.length * beginning.characters) / beginning.text.length);
  const plan = tablePairs(file.name, roles, { ...facts, rows }, reading);
  return { ...plan, found: `${plan.found} One row is broken. ${broken.message}` };
}

/** How the trainer would read a file for a task; undefined where it could not. */
function readingFor(file: OwnFile, task: TaskName, header: boolean | null = null): Promise<Reading> {
  return readingOf(file, { task, format: null, delimiter: null, quote: null, header, named: [] });
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
  return undefined;
}

async function taggedTokens(file: OwnFile, { text, lines, characters, isWhole }: Beginning): Promise<Plan | undefined> {
  const reading = await readingFor(file, "tagging").catch(unlessRefused);
  const scale = characters / text.length;
  if (reading?.format === "tagged-lines" && areTaggedLines(lines)) {
    const [tokens, tags] = reading.columns;
    const data = [setting("input", tokens), setting("target", tags)];
    const longest = Math.max(...lines.map((line) => words(line.split("\t")[0]).length));
    return taggedPlan(file.name, { sentences: lines.length * scale, longest, isWhole }, data);
  }
  if (reading?.format !== "conll" || !areTokens(text, reading.columns.length)) return undefined;
  const sentences = sentenceLengths(text);
  const longest = sentences.reduce((most, length) => Math.max(most, length), 0);
  const found = { sentences: sentences.length * scale, longest, isWhole };
  return taggedPlan(file.name, found, tokenColumns(reading));
}

const setting = (key: string, value: unknown, why?: string): Setting => ({ key, value, why });

/** Of CoNLL-U form and part of speech; elsewhere the first column that is no number, and the last in which tags stand. */
function tokenColumns({ columns, preview, header }: Reading): Setting[] {
  const cellsOf = (column: string) => preview.map((row) => String([row[columns.indexOf(column)]].flat()[0] ?? ""));
  const known = (name: string) => columns.find((column) => column === name);
  const token = known("FORM") ?? columns.find((column) => !cellsOf(column).every(isNumber)) ?? columns[0];
  const others = columns.filter((column) => column !== token);
  const tag = known("UPOS") ?? others.findLast((column) => areTags(cellsOf(column))) ?? others.at(-1);
  const isNamed = header || columns.includes("FORM");
  const unnamed = isNamed ? undefined : "the file has no header, so columns are named by number";
  const more = others.length > 1 ? "another column may be meant" : undefined;
  const why = [unnamed, more].filter((each) => each !== undefined).join("; ");
  return [setting("input", token), setting("target", tag, why || undefined)];
}

/** Endings of texts that are no tables, whatever stands in their lines. */
const PROSE = /^\.(md|markdown|rst|tex|html?|xml|py|js|ts|c|h|cpp|java|go|rs|abc|log)$/;
const TABLES = /^\.(csv|tsv|tab|jsonl|ndjson)$/;

async function table(file: OwnFile, others: readonly OwnFile[], beginning: Beginning): Promise<Plan | undefined> {
  const ending = extname(file.path).toLowerCase();
  if (PROSE.test(ending)) return undefined;
  const isNamedSo = TABLES.test(ending);
  const { lines, text } = beginning;
  const isTable = isNamedSo && beginsTable(lines, text);
  if (!isTable && areBaskets(lines, text)) return baskets(beginning, file.name);
  // A list of objects, which is no JSON Lines, is said to be none.
  const isNamed = isNamedSo || /^\s*\[\s*\{/.test(text);
  const reading = await readingFor(file, "classification").catch((error) => {
    if (isNamed) throw error;
    return unlessRefused(error);
  });
  if (!reading || !(isNamedSo || isEven(reading, lines) || areNumbers(lines))) return undefined;
  await refuseOthers(reading, file, others);
  const facts = await factsOf(reading, file, beginning.characters, isNamedSo);
  const roles = rolesIn(facts);
  if (roles === undefined) {
    if (!isNamedSo) return undefined;
    const { name } = file;
    const said = facts.rows === 0 ? says.noRows({ name }) : says.nothingToPredict({ name });
    throw new UserError(said, { file: file.path });
  }
  if (tasks[roles.task].reads === "series" && facts.pair) throw seriesOfTwoColumns(file, facts.pair);
  const guessed = tablePlan(file.name, roles, facts, reading);
  const texts = [...roles.inputs, roles.target];
  const quoted = reading.notes.filter(({ code }) => code === "quoted-lines").map(({ text }) => text);
  const learns = [guessed.learns, ...quoted, ...unreadable(facts, roles), ...markupIn(texts)].join(" ");
  const plan = { ...guessed, learns };
  // For another task, the first lines may be read in another way.
  const read = await readingFor(file, plan.task).catch(unlessRefused);
  return read?.format === reading.format ? plan : { ...plan, data: [setting("format", reading.format), ...plan.data] };
}

function seriesOfTwoColumns({ name, path }: OwnFile, columns: [string, string]): UserError {
  return new UserError(says.seriesOfTwoColumns({ name, columns }), { file: path });
}

/** Whether all rows that were looked at have as many cells, of which there are several. */
function isEven({ format, columns, preview }: Reading, lines: readonly string[]): boolean {
  if (format === "jsonl") return columns.length > 1;
  return lines.length > 2 && columns.length > 1 && preview.length >= Math.min(50, lines.length - 1);
}

async function refuseOthers(
  reading: Reading,
  file: OwnFile,
  others: readonly OwnFile[],
  task: TaskName = "classification",
): Promise<void> {
  for (const other of others) {
    const { columns } = await readingFor(other, task);
    if (columns.join("\n") === reading.columns.join("\n")) continue;
    throw new UserError(says.otherColumns({ name: other.name, other: file.name }), { file: other.path });
  }
}

/** A file that was named to measure with is not passed over. */
function refuseUnusable(named: Partners, usable: Partners, { data }: Plan): void {
  for (const part of ["validation", "test"] as const) {
    const file = named[part];
    if (!file || usable[part]) continue;
    const target = data.find(({ key }) => key === "target")?.value;
    const { name, path } = file;
    const isColumn = data.some(({ key }) => key === "partition");
    const message = isColumn ? says.partColumn({ name, part }) : says.noTarget({ name, part, target });
    throw new UserError(message, { file: path });
  }
}

/** Of the files beside one, those that hold what is predicted: a test without answers measures nothing. */
async function usable(partners: Partners, file: OwnFile, { task, data }: Plan): Promise<Partners> {
  const found: Partners = {};
  const target = data.find(({ key }) => key === "target")?.value;
  for (const part of ["validation", "test"] as const) {
    const partner = partners[part];
    if (!partner || partner.path === file.path || data.some(({ key }) => key === "partition")) continue;
    const reading = tasks[task].reads === "text" ? undefined : await readingFor(partner, task).catch(unlessRefused);
    if (
      tasks[task].reads === "text" ||
      (reading && (target === undefined || reading.columns.includes(target as string)))
    ) {
      found[part] = partner;
    }
  }
  return found;
}
