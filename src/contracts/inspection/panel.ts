import * as Type from "typebox";
import { anyKeys } from "../../base/anyKeys.ts";
import { index, matches, oneOf, orNull } from "../shapes.ts";
import { checkpoint, lookInput } from "./look.ts";
import {
  type Answer,
  type Asked,
  inspectionProblem,
  inspectionProgress,
  type QuestionName,
  questionNames,
  questions,
} from "./questions.ts";

// What the inspector's page and its host say to each other. Both hold what they hear against these schemas. The host reads no array: what
// the thread answers goes on to the page as it is.

/** What to open; what is absent the person chooses. */
export const inspectionStart = Type.Object({
  run: Type.Optional(Type.String()),
  checkpoint: Type.Optional(checkpoint),
  input: Type.Optional(lookInput),
});
export type InspectionStart = Type.Static<typeof inspectionStart>;

const selection = Type.Object({
  /** The strip that `step` and `span` are of. */
  strip: index,
  step: orNull(index),
  /** Steps [from, to). */
  span: orNull(Type.Object({ from: index, to: index })),
  layer: orNull(Type.String()),
  tensor: orNull(Type.String()),
  unit: orNull(index),
});

/** What every view has selected. */
export type InspectorSelection = Type.Static<typeof selection>;

/** What VS Code keeps of the panel, to bring it back after a reload. */
export const inspectorState = Type.Object({
  start: inspectionStart,
  selection: Type.Optional(selection),
  /** How the views are arranged: the page's own. */
  views: Type.Optional(anyKeys(Type.Unknown())),
});
export type InspectorState = Type.Static<typeof inspectorState>;

const id = Type.Integer({ minimum: 0 });
const name = oneOf(...questionNames);

/** Page → host. `ask`: `asked` fits the question's schema (`isQuestion`). `chooseFile`: a person chooses a file, and the host begins with it. */
export const inspectorRequest = Type.Union([
  Type.Object({ type: Type.Literal("ready") }),
  Type.Object({ type: Type.Literal("ask"), id, name, asked: Type.Unknown() }),
  Type.Object({ type: Type.Literal("cancel"), id }),
  Type.Object({ type: oneOf("showLog", "chooseFile") }),
]);
export type InspectorRequest = Type.Static<typeof inspectorRequest>;

/** Host → page. `start`: when the page is ready, and whenever somebody wants to look into something else. */
export const inspectorMessage = Type.Union([
  Type.Object({ type: Type.Literal("alive") }),
  Type.Object({ type: Type.Literal("start"), start: inspectionStart }),
  Type.Object({ type: Type.Literal("progress"), id, progress: inspectionProgress }),
  /** `answer` fits the schema of the question with that id (`isAnswer`). */
  Type.Object({ type: Type.Literal("answer"), id, answer: Type.Unknown() }),
  Type.Object({ type: Type.Literal("problem"), id, problem: inspectionProblem }),
]);
export type InspectorMessage = Type.Static<typeof inspectorMessage>;

export function isQuestion<N extends QuestionName>(name: N, asked: unknown): asked is Asked<N> {
  return matches(questions[name].asked, asked);
}

export function isAnswer<N extends QuestionName>(name: N, answer: unknown): answer is Answer<N> {
  return matches(questions[name].answer, answer);
}
