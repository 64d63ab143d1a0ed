/** Steps [from, to). */
export interface Span {
  from: number;
  to: number;
}

/** Where keys move from. */
export interface MovesFrom {
  step: number;
  span: Span | null;
  /** Of the time axis, and how many of them are a page. */
  steps: number;
  page: number;
  /** The first step stands at the right. */
  mirrored: boolean;
}

/** Where a key moves the step and the span to; undefined of a key that moves nothing. */
export function movedBy(
  event: KeyboardEvent,
  { step, span, steps, page, mirrored }: MovesFrom,
): { step: number; span: Span | null } | undefined {
  if (event.key === "Escape" && span) return { step, span: null };
  const right = mirrored ? -1 : 1;
  const moves: Record<string, number> = {
    ArrowLeft: step - right,
    ArrowRight: step + right,
    PageUp: step - page,
    PageDown: step + page,
    Home: 0,
    End: steps - 1,
  };
  if (!(event.key in moves)) return undefined;
  const to = Math.max(0, Math.min(steps - 1, moves[event.key]));
  return { step: to, span: event.shiftKey ? grown(span, step, to) : null };
}

/** The span after its end at `from` has moved to `to`. */
function grown(span: Span | null, from: number, to: number): Span {
  const other = span === null ? from : span.from === from ? span.to - 1 : span.from;
  return between(other, to);
}

/** The steps from one to another, both included. */
export function between(a: number, b: number): Span {
  return { from: Math.min(a, b), to: Math.max(a, b) + 1 };
}
