import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { judge, merge, type Judgement } from '../../../bench/capture/judgement.ts';
import { replay } from '../../../bench/capture/replay.ts';
import { readSessions } from '../../../bench/capture/sessions.ts';
import { readRecording, RecordingWriter } from '../../capture/recording.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/sessions');

/** The figures that `npm run bench:capture` reports, from the same recordings. */
async function measured(isExact: boolean): Promise<Judgement> {
  const confusions = [];
  for (const { name, entries } of readSessions(folder)) {
    const { byKind, notes } = await replay(entries, { isExact, countsInferred: false });
    assert.deepEqual(notes, [], `${name} replays as it was recorded`);
    confusions.push(...byKind.values());
  }
  return judge(merge(confusions));
}

describe('the recorded sessions', function () {
  this.timeout(120_000);

  it('are attributed within the targets by what a stock VS Code tells', async () => {
    const { shares } = await measured(false);
    assert.ok(shares.wrongAi < 0.005, `called AI and not: ${shares.wrongAi}`);
    assert.ok(shares.wrongHuman < 0.001, `called human and not: ${shares.wrongHuman}`);
    assert.ok(shares.unknownOfAi < 0.15, `unknown of AI's: ${shares.unknownOfAi}`);
    assert.ok(shares.unknown < 0.05, `unknown of all: ${shares.unknown}`);
  });

  it('are attributed within the targets where VS Code names its reasons', async () => {
    const { wrongAi, wrongHuman, counted, wrongTool, shares } = await measured(true);
    assert.equal(wrongAi + wrongHuman, 0);
    assert.ok(wrongTool / counted < 0.001, `called tool and not: ${wrongTool}`);
    assert.ok(shares.unknown < 0.01, `unknown of all: ${shares.unknown}`);
  });

  it('are read and written without loss', () => {
    const text = readFileSync(path.join(folder, 'inline-typescript.jsonl'), 'utf8');
    const writer = new RecordingWriter();
    for (const entry of readRecording(text)) writer.add(entry);
    assert.deepEqual(readRecording(writer.text()), readRecording(text));
  });
});
