/** Red, green, blue: 0 … 255. */
export type Colour = readonly [number, number, number];

/**
 * Diverging colours of 256 steps, four bytes (RGBA) each. Blue is negative and orange positive, which people with any
 * kind of colour vision can tell apart; zero is close to the background, and the further from zero, the stronger the
 * contrast with it, without a turn on the way.
 */
export type ColourTable = Uint8ClampedArray;

const stops: Record<"dark" | "light", readonly Colour[]> = {
  dark: [
    [150, 214, 255],
    [45, 134, 222],
    [24, 24, 26],
    [214, 98, 20],
    [255, 206, 130],
  ],
  light: [
    [6, 42, 110],
    [74, 144, 217],
    [250, 250, 250],
    [228, 124, 44],
    [116, 36, 4],
  ],
};

/** From 0, close to the background, to the most: what has no sign, such as a gate or a probability. */
const sequentialStops: Record<"dark" | "light", readonly Colour[]> = {
  dark: [
    [24, 24, 26],
    [16, 78, 84],
    [30, 150, 132],
    [206, 244, 196],
  ],
  light: [
    [250, 250, 250],
    [140, 208, 190],
    [20, 128, 122],
    [4, 54, 66],
  ],
};

const tables = new Map<string, ColourTable>();

/** The diverging table for a theme of this kind. */
export function colourTable(theme: "dark" | "light"): ColourTable {
  return tableOf(theme, stops[theme]);
}

/** The table of 256 steps for values without a sign; the first colour is that of 0. */
export function sequentialTable(theme: "dark" | "light"): ColourTable {
  return tableOf(`sequential ${theme}`, sequentialStops[theme]);
}

function tableOf(name: string, colours: readonly Colour[]): ColourTable {
  let table = tables.get(name);
  if (!table) {
    table = interpolate(colours);
    tables.set(name, table);
  }
  return table;
}

/** Which of the 256 colours shows `value` on a scale from −limit to +limit; undefined for what is not finite. */
export function colourIndex(value: number, limit: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  const share = limit > 0 ? Math.max(-1, Math.min(1, value / limit)) : 0;
  return Math.min(255, Math.floor((share + 1) * 128));
}

/** Evenly spaced stops, mixed in OKLab so that equal steps look equal (Ottosson, 2020). */
function interpolate(colours: readonly Colour[]): ColourTable {
  const labs = colours.map(toOklab);
  const table = new Uint8ClampedArray(4 * 256);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (labs.length - 1);
    const left = Math.min(Math.floor(at), labs.length - 2);
    const share = at - left;
    const mixed = labs[left].map((part, k) => part + share * (labs[left + 1][k] - part));
    table.set([...fromOklab(mixed), 255], 4 * i);
  }
  return table;
}

function toOklab(colour: Colour): number[] {
  const [r, g, b] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: readonly number[]): number[] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((c) => 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
}
