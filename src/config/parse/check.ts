import type { Node } from "jsonc-parser";
import { nearest } from "../../base/nearest.ts";
import { nameOfForm, rule, shown } from "../keys/describe.ts";
import type { Schema } from "../keys/fields.ts";
import { says } from "../messages/index.ts";
import { defaultOf, rootSchema } from "../schema.ts";
import type { ProblemList, Span } from "./problems.ts";

/**
 * Holds a tree against the schema and returns its value with every default filled in. Problems go to the list, and the
 * walk goes on; what is wrong is returned as the default. Only keys of the schema ever become properties of the value.
 */
export class Checker {
  /** Where each key of the schema that the file gives stands, by dotted path: first its value, then its name. */
  readonly given = new Map<string, { value: Node; name: Node }>();

  constructor(
    private readonly problems: ProblemList,
    /** Without it, a key that seems missing may only be unreadable. */
    private readonly syntaxIsGood: boolean,
  ) {}

  root(tree: Node): unknown {
    if (tree.type !== "object") {
      this.problems.error("", tree, says.notAnObject({ actual: article(tree.type) }));
      return undefined;
    }
    return this.object(tree, rootSchema, "");
  }

  private value(node: Node, schema: Schema, key: string): unknown {
    if (schema.anyOf) return this.union(node, schema, schema.anyOf, key);
    if (schema.enum) return this.choice(node, schema.enum, key, schema.synonyms);
    if (!matches(node, schema)) return this.wrong("wrongType", node, schema, key);
    switch (schema.type) {
      case "object":
        return schema.patternProperties ? this.record(node, schema, key) : this.object(node, schema, key);
      case "array":
        return this.list(node, schema, key);
      case "string":
        return this.text(node, schema, key);
      case "integer":
      case "number":
        return this.number(node, schema, key);
      default:
        return node.value;
    }
  }

  private object(
    node: Node,
    schema: Schema,
    key: string,
    alone = true,
    owners: (option: string) => string[] = () => [],
  ): Record<string, unknown> {
    const properties = schema.properties ?? {};
    const entries = new Map<string, Node>();
    /** Keys that misspelled ones most likely mean; these are not missing as well. */
    const meant = new Set<string | undefined>();
    for (const property of node.children ?? []) {
      const [name, value] = property.children ?? [];
      const first = entries.get(name.value);
      if (first) {
        const twice = says.duplicateKey({ name: name.value, around: key });
        this.problems.error(join(key, name.value), name, twice);
        continue;
      }
      entries.set(name.value, name);
      // Without its value a key is still being typed, and that has been said.
      if (!value) continue;
      if (!Object.hasOwn(properties, name.value)) meant.add(this.unknownKey(name, properties, key, owners(name.value)));
      else this.given.set(join(key, name.value), { value, name });
    }
    // What stands under unknown names is told by these, which list the known ones: it is not missing as well.
    const isMisnamed =
      key !== "" && meant.size > 0 && [...entries.keys()].every((name) => !Object.hasOwn(properties, name));
    const result: Record<string, unknown> = {};
    for (const [name, child] of Object.entries(properties)) {
      const path = join(key, name);
      const found = this.given.get(path);
      if (found) result[name] = this.value(found.value, child, path);
      else if (!schema.required?.includes(name)) {
        const standard = defaultOf(child);
        // Of very many keys without a default, as a sweep's, there is nothing to say.
        if (standard !== undefined) result[name] = standard;
      } else if (alone && !isMisnamed && this.syntaxIsGood && !entries.has(name) && !meant.has(name))
        this.missing(node, path);
    }
    return result;
  }

  /** An object whose keys are a person's own. */
  private record(node: Node, schema: Schema, key: string): Record<string, unknown> {
    const [item] = Object.values(schema.patternProperties ?? {});
    const entries = new Map<string, unknown>();
    for (const property of node.children ?? []) {
      const [name, value] = property.children ?? [];
      const path = join(key, name.value.slice(0, 100));
      if (entries.has(name.value)) {
        this.problems.error(path, name, says.duplicateKey({ name: name.value, around: key }));
      } else if (value) entries.set(name.value, this.value(value, item, path));
    }
    return Object.fromEntries(entries);
  }

  private unknownKey(
    name: Node,
    properties: Record<string, Schema>,
    key: string,
    owners: string[],
  ): string | undefined {
    const known = Object.keys(properties);
    if (owners.length > 0) {
      const [own = ""] = properties.name.enum ?? [];
      const foreign = says.foreignOption({ name: name.value, own, owners, options: known.slice(1) });
      this.problems.error(join(key, name.value), name, foreign);
      return undefined;
    }
    // Of many that are wrong, no more are shown: what they might mean is not looked for.
    const guess = SYNONYMS[name.value.toLowerCase().replace(/[_-]/g, "")];
    const isMissed = !this.problems.isFull;
    const near = isMissed ? (nearest(name.value, known) ?? (known.includes(guess) ? guess : undefined)) : undefined;
    // A key of the whole config is no help where its own name is wrong, as "task" among the keys that a sweep varies.
    const elsewhere =
      isMissed && near === undefined
        ? pathsEndingIn([name.value, guess]).filter((path) => key === "" || path !== name.value)
        : [];
    const suggestions = near === undefined ? elsewhere : [near];
    const unknown = says.unknownKey({ name: name.value, around: key, known: isMissed ? known : [], suggestions });
    this.problems.error(join(key, name.value.slice(0, 100)), name, unknown);
    return near;
  }

  private missing(node: Node, path: string): void {
    const brace: Span = { offset: node.offset, length: 1 };
    this.problems.error(path, brace, says.missingKey({ key: path }));
  }

  private union(node: Node, schema: Schema, branches: Schema[], key: string): unknown {
    const fitting = branches.filter((branch) => matches(node, branch));
    if (fitting.length === 0) return this.wrong("wrongType", node, schema, key);
    const form = branches.find((branch) => node.type === "string" && nameOfForm(branch) === node.value);
    if (form && !fitting[0].enum?.includes(node.value)) return this.nameAlone(node, form, key);
    const alone = fitting[0].enum;
    if (alone && !alone.includes(node.value)) {
      const names = branches.flatMap((branch) => nameOfForm(branch) ?? []);
      return this.choice(node, [...new Set([...alone, ...names])], key, fitting[0].synonyms);
    }
    if (node.type !== "object") return this.value(node, fitting[0], key);
    if (fitting.length === 1) return this.value(node, fitting[0], key);
    return fitting.every(nameOfForm) ? this.named(node, fitting, key) : this.oneOf(node, fitting, key);
  }

  private nameAlone(node: Node, form: Schema, key: string): undefined {
    const options = (form.required ?? []).slice(1);
    this.problems.error(key, node, says.missingOptions({ key, name: node.value, options }));
    return undefined;
  }

  /** Of several forms of an object, the one whose name is given. An option of another form is told whose it is. */
  private named(node: Node, forms: Schema[], key: string): unknown {
    const given = node.children?.find(({ children }) => children?.[0].value === "name")?.children?.[1];
    const names = forms.map((form) => nameOfForm(form) ?? "");
    if (!given) {
      const brace: Span = { offset: node.offset, length: 1 };
      this.problems.error(key, brace, says.missingName({ key, names }));
      return undefined;
    }
    const chosen = forms[names.indexOf(given.value)];
    if (!chosen) return this.choice(given, names, `${key}.name`);
    const owners = (option: string) => forms.filter(({ properties }) => Object.hasOwn(properties ?? {}, option));
    return this.object(node, chosen, key, true, (option) => owners(option).map((form) => nameOfForm(form) ?? ""));
  }

  /** Of several forms of an object, the one whose key is given. */
  private oneOf(node: Node, forms: Schema[], key: string): unknown {
    const names = forms.flatMap((form) => Object.keys(form.properties ?? {}));
    const present = new Set((node.children ?? []).map((property) => property.children?.[0].value));
    const chosen = forms.filter((form) => Object.keys(form.properties ?? {}).some((name) => present.has(name)));
    if (chosen.length > 1 || (chosen.length === 0 && present.size === 0)) {
      this.problems.error(key, node, chosen.length > 1 ? says.severalOf({ key, names }) : says.noneOf({ key, names }));
      return undefined;
    }
    if (chosen.length === 1) return this.object(node, chosen[0], key);
    const merged = { properties: Object.assign({}, ...forms.map((form) => form.properties)), required: [] };
    this.object(node, merged, key, false);
    return undefined;
  }

  private choice(node: Node, values: string[], key: string, synonyms: Record<string, string> = {}): unknown {
    if (values.includes(node.value)) return node.value;
    const text = node.type === "string" ? String(node.value) : undefined;
    const plain = text?.toLowerCase().replace(/[-_ ]/g, "") ?? "";
    const named = Object.hasOwn(synonyms, plain) ? synonyms[plain] : undefined;
    const near = named ?? (text === undefined ? undefined : nearest(text, values));
    const suggestions = near === undefined ? [] : [near];
    this.problems.error(key, node, says.unknownValue({ key, values, actual: shownNode(node), suggestions }));
    return undefined;
  }

  private list(node: Node, schema: Schema, key: string): unknown {
    const items = node.children ?? [];
    const { minItems: least = 0, maxItems: most = Number.POSITIVE_INFINITY } = schema;
    if (items.length < least) this.problems.error(key, node, says.tooFewEntries({ key, entries: items.length, least }));
    else if (items.length > most) {
      this.problems.error(key, node, says.tooManyEntries({ key, entries: items.length, most }));
      return [];
    }
    return items.map((item, i) => this.value(item, schema.items ?? {}, `${key}[${i}]`));
  }

  private text(node: Node, schema: Schema, key: string): unknown {
    const text: string = node.value;
    const { minLength: least = 0, maxLength: most = Number.POSITIVE_INFINITY } = schema;
    if (text.length < least) this.problems.error(key, node, says.emptyText({ key }));
    if (text.length > most) this.problems.error(key, node, says.tooLongText({ key, length: text.length, most }));
    return text;
  }

  private number(node: Node, schema: Schema, key: string): unknown {
    const value: number = node.value;
    if (schema.type === "integer" && !Number.isInteger(value)) return this.wrong("notWhole", node, schema, key);
    const below = value < (schema.minimum ?? -Infinity) || value <= (schema.exclusiveMinimum ?? -Infinity);
    const above = value > (schema.maximum ?? Infinity) || value >= (schema.exclusiveMaximum ?? Infinity);
    if (below || above || !Number.isFinite(value)) return this.wrong("outOfBounds", node, schema, key);
    return value;
  }

  private wrong(what: "wrongType" | "notWhole" | "outOfBounds", node: Node, schema: Schema, key: string): undefined {
    this.problems.error(key, node, says[what]({ key, expected: rule(schema), actual: shownNode(node) }));
    return undefined;
  }
}

function matches(node: Node, schema: Schema): boolean {
  if (schema.enum) return node.type === "string";
  if (schema.type === "integer") return node.type === "number";
  if (schema.enum) return node.type === "string";
  return schema.type === node.type;
}

/** What other libraries call it. */
const SYNONYMS: Record<string, string> = Object.assign(Object.create(null), {
  hiddensize: "units",
  hidden: "units",
  numlayers: "layers",
  lr: "learningRate",
  seqlen: "sequenceLength",
  seqlength: "sequenceLength",
  bptt: "sequenceLength",
  embeddingsize: "embedding",
  embeddingdim: "embedding",
  maxsteps: "steps",
  iterations: "steps",
  gradclip: "clip",
  clipnorm: "clip",
  randomseed: "seed",
  beamsize: "beam",
  beamwidth: "beam",
  numbeams: "beam",
  maxtargetlength: "targetLength",
  bidir: "bidirectional",
  src: "source",
  tgt: "target",
});

function pathsEndingIn(names: (string | undefined)[]): string[] {
  const found: string[] = [];
  for (const [section, schema] of Object.entries(rootSchema.properties ?? {})) {
    if (names.includes(section)) found.push(section);
    for (const name of Object.keys(schema.properties ?? {})) if (names.includes(name)) found.push(`${section}.${name}`);
  }
  return found;
}

function shownNode(node: Node): string {
  if (node.type === "array") return "a list";
  if (node.type === "object") return "an object";
  return typeof node.value === "number" && !Number.isFinite(node.value) ? "a number this large" : shown(node.value);
}

function article(type: string): string {
  return type === "null" ? "null" : type === "array" ? "a list" : `a ${type}`;
}

function join(key: string, name: string): string {
  return key === "" ? name : `${key}.${name}`;
}
