import { type Logger, type Progress } from '../core/ports.ts';

/** What a command writes to and how. */
export interface Terminal {
  /** How wide the window is that shows the output; null where it goes to a file or a program. */
  readonly columns: number | null;
  readonly write: (text: string) => void;
  /** Wraps text in a style where colours are wanted; gives it back as it is elsewhere. */
  readonly style: (name: 'bold' | 'dim' | 'ai' | 'human' | 'unknown' | 'tool', text: string) => string;
  /** Shows how far the work is, on one line that is written over; does nothing where nobody looks. */
  readonly showProgress: (progress: Progress) => void;
  readonly clearProgress: () => void;
  /** Says something beside the output, on a line of its own: what a reader of the output should know and a program must not meet in it. */
  readonly note: (sentence: string) => void;
}

const codes = { bold: 1, dim: 2, ai: 35, human: 36, unknown: 33, tool: 34 } as const;

const phaseWords: Readonly<Record<Progress['phase'], string>> = {
  listing: 'Listing files',
  reading: 'Reading files',
  evidence: 'Reading the history',
  ai: "Finding AI's lines",
  history: 'Attributing lines',
  done: 'Done',
};

/** Colours only on a terminal and only where `NO_COLOR` is not set (no-color.org); progress only on a terminal. */
export function createTerminal(
  output: NodeJS.WriteStream,
  errors: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
): Terminal {
  const hasColour = output.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  let isShown = false;
  const clearProgress = (): void => {
    if (isShown) errors.write('\r\u001b[K');
    isShown = false;
  };
  return {
    columns: output.isTTY ? output.columns : null,
    write: (text) => output.write(text),
    style: (name, text) => (hasColour ? `\u001b[${codes[name]}m${text}\u001b[0m` : text),
    showProgress: ({ phase, done, total }) => {
      if (!errors.isTTY || phase === 'done') return;
      isShown = true;
      const soFar = done > 0 && phase === 'evidence' ? `: ${done} commits` : '';
      errors.write(`\r\u001b[K${phaseWords[phase]}${total === null ? `${soFar}…` : ` ${done} of ${total}`}`);
    },
    clearProgress,
    note: (sentence) => void errors.write(`Note: ${sentence}\n`),
  };
}

/** Collects what the engine complains of, for `doctor` and for the log of an internal error; nothing of it is printed otherwise. */
export class CollectingLog implements Logger {
  readonly lines: string[] = [];

  debug(): void {
    // Of no use after the fact.
  }

  info(message: string): void {
    this.lines.push(message);
  }

  warn(message: string): void {
    this.lines.push(`warning: ${message}`);
  }

  error(message: string, error?: unknown): void {
    this.lines.push(`error: ${message}${error instanceof Error ? ` (${error.message})` : ''}`);
  }
}
