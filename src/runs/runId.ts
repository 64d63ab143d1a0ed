import { randomBytes } from "node:crypto";

/** Made of the config's name, the time and four random digits: `book-20261121T093000Z-1a2b`. */
export function newId(name: string, created: Date): string {
  return `${idPart(name)}-${timePart(created)}-${randomBytes(2).toString("hex")}`;
}

/** The time in an id, to the second; such times sort as text. "" where there is none. */
export function timeOfId(id: string): string {
  return /-(\d{8}T\d{6}Z)-[0-9a-f]{4}$/.exec(id)?.[1] ?? "";
}

/** A config's name as part of a file name, on every system. */
function idPart(name: string): string {
  const safe = name.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-");
  return (
    [...safe.replace(/^[.-]+/, "")]
      .slice(0, 40)
      .join("")
      .replace(/[.-]+$/, "") || "run"
  );
}

/** 20261121T093000Z */
function timePart(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
