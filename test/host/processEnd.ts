/** Undoings that must happen however this process ends (SIGKILL aside); the last registered runs first. */
const undoings = new Set<() => void>();
let isListening = false;

function undoAll(): void {
  for (const undo of [...undoings].reverse()) {
    undoings.delete(undo);
    try {
      undo();
    } catch (error) {
      console.error('While cleaning up:', error);
    }
  }
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  process.on('exit', undoAll);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      undoAll();
      process.exit(code);
    });
  }
}

/**
 * Registers something that must be undone when this process ends: by itself, by an exception or by a signal. `undo` is
 * synchronous, since nothing asynchronous survives an exit. The returned function takes the registration back; call it when the
 * undoing was done in the ordinary way.
 */
export function atProcessEnd(undo: () => void): () => void {
  listen();
  undoings.add(undo);
  return () => {
    undoings.delete(undo);
  };
}
