import { createReadStream } from "node:fs";
import { CodePointText } from "../../base/codePoints.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { givenEncoding } from "./encodings/givenEncoding.ts";
import { says } from "./messages.ts";
import { asUserError } from "./readText.ts";
import { storedPath } from "./storedPath.ts";
import { TextReader } from "./textReader.ts";

/** UTF-16 units; a line is held as a whole. */
const LONGEST_LINE = 1_000_000;

/**
 * The lines of a file, without their line breaks, one after the other; a text that ends in a line break has no empty line
 * after it. `source` is the path of a file, or chunks of what is none; `config` is of the run that is given it.
 */
export async function* readLines(
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  config: Config,
): AsyncGenerator<string> {
  const path = typeof source === "string" ? await storedPath(source) : undefined;
  const text = new CodePointText();
  const encoding = await givenEncoding(path ?? source, config);
  let rest = "";
  let line = 1;
  const reader = new TextReader(
    path,
    name,
    (codePoints, length) => {
      rest += text.of(codePoints, length);
    },
    encoding,
  );
  const take = () => {
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    line += lines.length;
    if (rest.length > LONGEST_LINE) {
      throw new UserError(says.lineTooLong({ line, name, most: LONGEST_LINE }), { file: path, line });
    }
    return lines;
  };
  try {
    for await (const chunk of path === undefined ? source : createReadStream(path)) {
      reader.push(chunk as Uint8Array);
      yield* take();
    }
    reader.end();
  } catch (error) {
    throw asUserError(error, path ?? "", name);
  }
  yield* take();
  if (rest !== "") yield rest;
}
