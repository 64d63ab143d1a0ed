import { runColours } from "../../src/base/runColours.ts";

/** The colours and fonts of VS Code's present theme, for what is drawn on a canvas. CSS uses the variables themselves. */
export interface Theme {
  kind: "dark" | "light";
  highContrast: boolean;
  background: string;
  foreground: string;
  faint: string;
  grid: string;
  training: string;
  validation: string;
  /** Of runs beside each other, in the order of `runColours`. */
  runs: readonly string[];
  /** Of curves that are neither, or of both: as different as the theme has them. */
  palette: readonly string[];
  hoverBackground: string;
  hoverForeground: string;
  hoverBorder: string;
  /** Of what marks a place among colours: a border around the selected. */
  focus: string;
  error: string;
  fontFamily: string;
  monoFamily: string;
  fontSize: number;
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const variable = (...names: string[]) => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== "") return value;
    }
    return "CanvasText";
  };
  const classes = document.body.classList;
  const highContrast = classes.contains("vscode-high-contrast") || classes.contains("vscode-high-contrast-light");
  const light = classes.contains("vscode-light") || classes.contains("vscode-high-contrast-light");
  return {
    kind: light ? "light" : "dark",
    highContrast,
    background: variable("editor-background"),
    foreground: variable("editor-foreground", "foreground"),
    faint: variable("descriptionForeground", "foreground"),
    grid: highContrast ? variable("charts-lines") : variable("widget-border", "panel-border"),
    training: variable("charts-blue"),
    // charts-orange is translucent in the default themes and missing in those of high contrast.
    validation: variable("charts-yellow", "charts-orange"),
    // VS Code turns the first point of a colour's name alone into a hyphen.
    runs: runColours.map((name) => variable(`unroll-run.${name}`, `charts-${name}`, "foreground")),
    palette: ["blue", "yellow", "green", "red", "purple", "orange"].map((name) =>
      variable(`charts-${name}`, "foreground"),
    ),
    hoverBackground: variable("editorHoverWidget-background", "editorWidget-background"),
    hoverForeground: variable("editorHoverWidget-foreground", "editorWidget-foreground"),
    hoverBorder: variable("editorHoverWidget-border", "contrastBorder"),
    focus: variable("focusBorder"),
    error: variable("errorForeground"),
    fontFamily: variable("font-family"),
    monoFamily: style.getPropertyValue("--vscode-editor-font-family").trim() || "monospace",
    fontSize: Number.parseFloat(variable("font-size")) || 13,
  };
}

/** VS Code sets variables on the root element and the kind of the theme as a class of the body. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
}
