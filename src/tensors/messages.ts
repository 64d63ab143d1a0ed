import { messageTable } from "../base/message.ts";

/** What a stranger's file says comes as words already, short and on one line: `tensor`, `key` and `value`. */
interface OfTensor {
  file: string;
  tensor: string;
}

const hint = "The file may be cut short, damaged or of another format: copy or download it again.";

/** What is said of safetensors files. */
export const says = messageTable("tensors", {
  fileTooShort: ({ file, bytes }: { file: string; bytes: number }) => ({
    code: "safetensors-too-short",
    text: `${file} has ${bytes} bytes; a safetensors file has at least 8`,
    hint,
  }),
  headerTooLarge: ({ file, length }: { file: string; length: string }) => ({
    code: "safetensors-header-size",
    text: `${file}: its first 8 bytes announce a header of ${length} bytes; the format allows 100 MB`,
    hint,
  }),
  headerCutShort: ({ file, length, bytes }: { file: string; length: string; bytes: number }) => ({
    code: "safetensors-too-short",
    text: `${file}: the header should have ${length} bytes, but only ${bytes} follow`,
    hint,
  }),
  noBrace: ({ file }: { file: string }) => ({
    code: "safetensors-header",
    text: `${file}: the header does not begin with {`,
    hint,
  }),
  notUtf8: ({ file }: { file: string }) => ({
    code: "safetensors-header",
    text: `${file}: the header is not UTF-8`,
    hint,
  }),
  notJson: ({ file, why }: { file: string; why: string }) => ({
    code: "safetensors-header",
    text: `${file}: the header is not JSON: ${why}`,
    hint,
  }),
  tooDeep: ({ file }: { file: string }) => ({
    code: "safetensors-header",
    text: `${file}: the header nests objects deeper than the format does`,
    hint,
  }),
  twice: ({ file, key }: { file: string; key: string }) => ({
    code: "safetensors-duplicate",
    text: `${file}: the header has ${key} twice`,
    hint,
  }),
  metadataNoObject: ({ file }: { file: string }) => ({
    code: "safetensors-metadata",
    text: `${file}: __metadata__ is not an object of strings`,
    hint,
  }),
  metadataForbidden: ({ file }: { file: string }) => ({
    code: "safetensors-name",
    text: `${file}: __metadata__ has the forbidden key "__proto__"`,
    hint,
  }),
  metadataNoString: ({ file, key }: { file: string; key: string }) => ({
    code: "safetensors-metadata",
    text: `${file}: __metadata__ ${key} is not a string`,
    hint,
  }),
  forbiddenName: (of: OfTensor) => ({
    code: "safetensors-name",
    text: `${whereOf(of)} has a forbidden name`,
    hint,
  }),
  noObject: (of: OfTensor) => ({
    code: "safetensors-header",
    text: `${whereOf(of)} is not described by an object`,
    hint,
  }),
  unknownKey: ({ key, ...of }: OfTensor & { key: string }) => ({
    code: "safetensors-header",
    text: `${whereOf(of)} has the unknown key ${key}`,
    hint,
  }),
  unknownType: ({ value, known, ...of }: OfTensor & { value: string; known: readonly string[] }) => ({
    code: "safetensors-dtype",
    text: `${whereOf(of)} has the type ${value}; Unroll reads ${known.join(", ")}`,
    hint: "Convert it, for example to F32.",
  }),
  offsetsNoNumbers: ({ value, ...of }: OfTensor & { value: string }) => ({
    code: "safetensors-offsets",
    text: `${whereOf(of)}: data_offsets are not two whole numbers: ${value}`,
    hint,
  }),
  offsetsOutside: ({ begin, end, bytes, ...of }: OfTensor & { begin: number; end: number; bytes: number }) => ({
    code: "safetensors-offsets",
    text: `${whereOf(of)}: data_offsets [${begin}, ${end}] do not lie within the ${bytes} bytes of data`,
    hint,
  }),
  offsetsOtherSize: ({ described, bytes, begin, end, ...of }: OtherSize) => ({
    code: "safetensors-offsets",
    text: `${whereOf(of)}: ${described} needs ${bytes} bytes, data_offsets [${begin}, ${end}] hold ${end - begin}`,
    hint,
  }),
  badShape: ({ value, ...of }: OfTensor & { value: string }) => ({
    code: "safetensors-shape",
    text: `${whereOf(of)}: the shape is not a list of whole numbers from 0: ${value}`,
    hint,
  }),
  shapeTooLarge: ({ value, ...of }: OfTensor & { value: string }) => ({
    code: "safetensors-shape",
    text: `${whereOf(of)}: the shape ${value} is too large`,
    hint,
  }),
  /** `before` is the tensor in front of it, of which the first has none. */
  notBehind: ({ begin, end, before, ...of }: OfTensor & { begin: number; end: number; before?: string }) => {
    const what = begin < end ? "overlaps" : "leaves a hole after";
    return {
      code: "safetensors-offsets",
      text: `${whereOf(of)} begins at ${begin} and ${what} ${before ?? "the header"}, which ends at ${end}`,
      hint,
    };
  },
  trailing: ({ file, bytes, end }: { file: string; bytes: number; end: number }) => ({
    code: "safetensors-trailing",
    text: `${file}: ${bytes} bytes follow the last tensor, which ends at ${end}`,
    hint,
  }),
});

interface OtherSize extends OfTensor {
  /** "F32 [2, 3]" */
  described: string;
  bytes: number;
  begin: number;
  end: number;
}

function whereOf({ file, tensor }: OfTensor): string {
  return `${file}: tensor ${tensor}`;
}
