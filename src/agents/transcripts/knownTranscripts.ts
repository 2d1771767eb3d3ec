import { claudeTranscript } from './claudeTranscript.ts';
import { clineTranscript } from './clineTranscript.ts';
import { codexTranscript } from './codexTranscript.ts';
import { copilotTranscript } from './copilotTranscript.ts';
import { geminiTranscript } from './geminiTranscript.ts';
import { openCodeTranscript } from './openCodeTranscript.ts';
import { piTranscript } from './piTranscript.ts';
import { qwenTranscript } from './qwenTranscript.ts';
import { type TranscriptFormat } from './transcript.ts';

/** Every agent whose transcripts can be read, in the order in which people see them. */
export const knownTranscripts: readonly TranscriptFormat[] = [
  claudeTranscript,
  codexTranscript,
  geminiTranscript,
  copilotTranscript,
  qwenTranscript,
  openCodeTranscript,
  clineTranscript,
  piTranscript,
];
