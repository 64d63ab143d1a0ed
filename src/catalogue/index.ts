export { type Arrangement, arrange, type Experiment, isGroup, type RunGroupEntry } from "./arrange.ts";
export { marks, parseFilter, type RunFilter } from "./filter.ts";
export { type GroupReached, reachedBy } from "./groupFigure.ts";
export { differencesText, labelOf, type RunLabel } from "./labels.ts";
export { type Order, orders } from "./order.ts";
