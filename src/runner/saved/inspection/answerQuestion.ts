import { isCancelled } from "../../../base/cancellation.ts";
import { UserError } from "../../../base/userError.ts";
import { isQuestion } from "../../../contracts/inspection/panel.ts";
import {
  type Asked,
  type InspectionProgress,
  type QuestionName,
  questionNames,
} from "../../../contracts/inspection/questions.ts";
import type { SaidAnswer } from "../../../contracts/inspectionThread.ts";
import type { Inspector } from "./inspector.ts";

type Told = (progress: InspectionProgress) => void;

/** The questions that the inspector answers; what runs there are the host knows. */
const answers: { [N in QuestionName]?: (inspector: Inspector, asked: Asked<N>, told: Told) => Promise<unknown> } = {
  choices: (inspector, asked) => inspector.choices(asked),
  examples: (inspector, asked) => inspector.examples(asked),
  open: (inspector, asked, told) => inspector.open(asked, told),
  close: (inspector, asked) => inspector.close(asked),
  tensor: (inspector, asked) => inspector.tensor(asked),
  sound: (inspector, asked) => inspector.sound(asked),
  says: (inspector, asked) => inspector.says(asked),
  history: (inspector, asked, told) => inspector.history(asked, told),
  baseline: (inspector, asked, told) => inspector.baseline(asked, told),
  gradient: (inspector, asked, told) => inspector.gradient(asked, told),
  triangle: (inspector, asked, told) => inspector.triangle(asked, told),
  whatIf: (inspector, asked, told) => inspector.whatIf(asked, told),
  patch: (inspector, asked, told) => inspector.patch(asked, told),
};

/** Answers a question, and tells errors as data. What is no UserError is a bug, and thrown. */
export async function answerQuestion(
  inspector: Inspector,
  name: string,
  asked: unknown,
  told: Told,
): Promise<SaidAnswer> {
  const known = questionNames.find((one) => one === name);
  const answer = known && (answers[known] as ((...given: unknown[]) => Promise<unknown>) | undefined);
  if (!known || !answer || !isQuestion(known, asked)) throw new Error(`Nobody asks ${name} like that`);
  try {
    return { answer: await answer(inspector, asked, told) };
  } catch (error) {
    if (isCancelled(error)) return { cancelled: true };
    if (!(error instanceof UserError)) throw error;
    const { code, message, hint, advice } = error;
    return { problem: { code, message, ...(hint && { hint }), ...(advice && { advice }) } };
  }
}
