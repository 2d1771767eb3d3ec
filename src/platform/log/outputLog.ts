import * as vscode from 'vscode';
import { type Logger } from '../../core/ports.ts';

/** A {@link Logger} that writes into an output channel of its own, which the person can open and filter by level. */
export interface OutputLog extends Logger {
  /** Brings the channel into view. */
  show(): void;
  dispose(): void;
}

/** Creates the channel "AI Code Share". */
export function createOutputLog(): OutputLog {
  const channel = vscode.window.createOutputChannel('AI Code Share', { log: true });
  return {
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message, error) => {
      if (error === undefined) channel.error(message);
      else channel.error(message, error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error));
    },
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
