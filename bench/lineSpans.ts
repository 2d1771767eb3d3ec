/** Lines of one version of a file of which it is not known yet which commit wrote them, and where they stand in the version that was asked about. */
export interface LineSpan {
  /** 0-based line in the version at hand. */
  readonly start: number;
  readonly count: number;
  /** Which file was asked about, and its 0-based line. */
  readonly file: number;
  readonly finalStart: number;
}

/** Lines that a patch without context takes away and puts in, as its `@@` says; 0-based. */
export interface PatchStep {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/** Takes spans of a version back over a patch: what it put in, and where the others stood before. `spans` and `steps` are in order of their lines. */
export function takeBack(
  spans: readonly LineSpan[],
  steps: readonly PatchStep[],
): { readonly added: readonly LineSpan[]; readonly stayed: readonly LineSpan[] } {
  const added: LineSpan[] = [];
  const stayed: LineSpan[] = [];
  for (const span of spans) {
    let at = span.start;
    const end = span.start + span.count;
    const push = (to: LineSpan[], until: number, shift: number): void => {
      if (until <= at) return;
      to.push({ start: at + shift, count: until - at, file: span.file, finalStart: span.finalStart + at - span.start });
      at = until;
    };
    for (let index = firstBehind(steps, at); at < end; index++) {
      const step = steps[index];
      const before = index > 0 ? steps[index - 1] : undefined;
      const shift = before === undefined ? 0 : before.oldStart + before.oldCount - (before.newStart + before.newCount);
      if (step === undefined) {
        push(stayed, end, shift);
        break;
      }
      push(stayed, Math.min(end, step.newStart), shift);
      push(added, Math.min(end, step.newStart + step.newCount), 0);
    }
  }
  return { added, stayed };
}

/** The first step that ends behind a line, or behind which it is first. */
function firstBehind(steps: readonly PatchStep[], line: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const step = steps[middle];
    if (step !== undefined && step.newStart + step.newCount <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Joins spans of one version, in order of their lines. */
export function joinSpans(some: readonly LineSpan[], others: readonly LineSpan[]): readonly LineSpan[] {
  if (some.length === 0) return others;
  if (others.length === 0) return some;
  return [...some, ...others].sort((a, b) => a.start - b.start);
}

/** How many lines spans are. */
export function lineCountOf(spans: readonly LineSpan[]): number {
  return spans.reduce((sum, { count }) => sum + count, 0);
}
