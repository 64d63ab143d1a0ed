// Inspection as page, host and thread speak of it: what is looked into and what is seen (`look`), what may be asked (`questions`), what
// if and gradients (`changes`), and the messages of the panel (`panel`).
export * from "./inspection/changes.ts";
export * from "./inspection/look.ts";
export * from "./inspection/panel.ts";
export * from "./inspection/questions.ts";
