import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, featuresOf, tasks, usualFeatures } from "../../config/index.ts";
import { isEmptyCell } from "../../data/encode/cells.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import type { Roles } from "../examples/columnRoles.ts";
import type { Reading } from "../formats/index.ts";
import { says } from "./messages.ts";
import { type SoundPaths, Sounds } from "./sounds.ts";

const SOUND = /\.(wav|wave|flac|mp3|ogg|oga|opus|m4a|aac|aiff?|wma|amr|sph)$/i;

/** Whether most cells of a column are paths of sounds; of other formats than .wav too, so that each is told. */
export function holdsSounds({ columns, preview }: Reading, column: string): boolean {
  const cells = preview.map((row) => row[columns.indexOf(column)]).filter((cell) => !isEmptyCell(cell));
  return (
    cells.length > 0 &&
    2 * cells.filter((cell) => typeof cell === "string" && SOUND.test(cell.trim())).length > cells.length
  );
}

/** The roles of columns, where the one that is read names sounds; the same where none does. */
export function withSound(
  config: Config,
  roles: Roles,
  reading: Reading,
  { file, note }: { file: string; note: (message: Message) => void },
): Roles {
  if (!tasks[config.task].keys.includes("data.features")) return roles;
  const isAsked = config.data.features !== null;
  const sound = roles.inputs.find((column) => holdsSounds(reading, column)) ?? (isAsked ? roles.inputs[0] : undefined);
  if (sound === undefined) return roles;
  const others = roles.inputs.filter((column) => column !== sound);
  if (others.length > 0) throw new UserError(says.besideOthers({ sound, others }), { file, key: "data.input" });
  if (!isAsked) note(says.usual({ column: sound }));
  return { ...roles, texts: [], sound };
}

/** A config that reads the column of sounds, where it asks for features and names no column. */
export function withSoundInput(config: Config, reading: Reading): Config {
  const { features, input, target } = config.data;
  if (features === null || input !== null) return config;
  const found = reading.columns.find((column) => holdsSounds(reading, column) && column !== target);
  return found === undefined ? config : { ...config, data: { ...config.data, input: found } };
}

/** What takes the sounds of such a column; undefined where none is read. */
export function soundsOf(
  { sound }: Roles,
  config: Config,
  known: Encoding | undefined,
  paths?: SoundPaths,
): Sounds | undefined {
  if (sound === undefined) return undefined;
  return new Sounds(known?.source.sound ?? featuresOf(config) ?? usualFeatures(), sound, paths);
}
