import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { makeOrigin } from '../../src/core/attribution/origin.ts';
import { type Run } from '../../src/core/attribution/run.ts';
import { type Logger } from '../../src/core/ports.ts';
import { openLedger } from '../../src/platform/ledger/openLedger.ts';
import { percentile } from '../measure.ts';
import { against, type Figure } from '../report.ts';

const lineCount = 50_000;
const calls = 15;
/** A run every so many code units: a file in which person and AI take turns. */
const runUtf16Length = 75;

const logger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (text) => console.error(text),
  error: (text, error) => console.error(text, error),
};

/** What a call costs this process, in milliseconds of processor time: what else the machine does is not in it. */
function processorMs(run: () => unknown): number {
  run();
  const all = Array.from({ length: calls }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return percentile(all, 0.5);
}

/** Real code: what is made for a measurement compresses better than any. */
function largeFile(): string {
  const file = createRequire(import.meta.url).resolve('typescript');
  return readFileSync(file, 'utf8').split('\n').slice(0, lineCount).join('\n');
}

/** What the extension host waits for when a file of 50,000 lines of real code is stored as a whole, beside the fastest deflate of its text alone. */
export function measureSnapshot(): Record<string, Figure> {
  const text = largeFile();
  const folder = mkdtempSync(path.join(tmpdir(), 'acs-b-'));
  const ledger = openLedger({ folder, log: logger, nowMs: 0 });
  try {
    const ids = (['ai', 'human'] as const).map((contributor) =>
      ledger.origins.intern(makeOrigin({ contributor, evidence: 'observed', source: 'keystroke' })),
    );
    const runs: Run[] = [];
    for (let offset = 0; offset < text.length; offset += runUtf16Length) {
      const utf16Length = Math.min(runUtf16Length, text.length - offset);
      runs.push({ utf16Length, originId: ids[runs.length % 2] ?? 0 });
    }
    const key = { worktree: '', path: 'large.ts' };
    const ours = processorMs(() => ledger.writeDocument(key, { runs, blobOid: null, text }));
    const bytes = Buffer.from(text);
    const theirs = processorMs(() => deflateRawSync(bytes, { level: 1 }));
    return { 'snapshot.processor': against(ours, 'ms', 'deflate of the text', theirs) };
  } finally {
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
