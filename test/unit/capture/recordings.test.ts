import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { measureSessions, type Measured } from '../../../bench/capture/measured.ts';
import { readSessions } from '../../../bench/capture/sessions.ts';
import { readmeSection } from '../../../bench/capture/tables.ts';
import { readRecording, RecordingWriter } from '../../capture/recording.ts';
import { isReasonOfKind } from '../../capture/expectedReasons.ts';

const root = path.join(import.meta.dirname, '../../..');
const folder = path.join(root, 'test/fixtures/sessions');
const sessions = readSessions(folder);

describe('the recorded sessions', function () {
  this.timeout(240_000);
  let measured: Measured;
  before(async () => {
    measured = await measureSessions(sessions);
  });

  it('replay as they were recorded', () => {
    assert.deepEqual(measured.notes, []);
  });

  it('are attributed within the targets by what a stock VS Code tells', () => {
    const { shares } = measured.stable.judgement;
    assert.ok(shares.wrongAi < 0.005, `called AI and not: ${shares.wrongAi}`);
    assert.ok(shares.wrongHuman < 0.001, `called human and not: ${shares.wrongHuman}`);
    assert.ok(shares.unknownOfAi < 0.15, `unknown of AI's: ${shares.unknownOfAi}`);
    assert.ok(shares.unknown < 0.05, `unknown of all: ${shares.unknown}`);
  });

  it('are attributed without a wrong AI or human where VS Code names its reasons, and hardly unknown', () => {
    const { wrongAi, wrongHuman, counted, wrongTool, shares } = measured.exact.judgement;
    assert.equal(wrongAi + wrongHuman, 0);
    assert.ok(wrongTool / counted < 0.001, `called tool and not: ${wrongTool}`);
    assert.ok(shares.unknown < 0.01, `unknown of all: ${shares.unknown}`);
  });

  it('come to what the README says, word for word', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    assert.ok(readme.includes(readmeSection(measured)), 'print the section with `npm run bench:capture -- --readme`');
  });

  it('hold at least 300 episodes of at least 100 kinds, and long sessions of 2,000 changes', () => {
    const kinds = new Set<string>();
    let longest = 0;
    for (const { entries } of sessions) {
      for (const entry of entries) if (entry.what === 'kind') kinds.add(entry.kind);
      longest = Math.max(longest, entries.filter((entry) => entry.what === 'change').length);
    }
    assert.ok(measured.episodes >= 300, `${measured.episodes} episodes`);
    assert.ok(kinds.size >= 100, `${kinds.size} kinds`);
    assert.ok(longest >= 2_000, `${longest} changes in the longest`);
  });

  it('hold under the name of each kind a change that VS Code gave such a reason', () => {
    const empty: string[] = [];
    for (const { name, entries } of sessions) {
      let [kind, happened] = ['', true];
      const end = (): void => {
        // Getting the keyboard into the editor, and to a new line, sometimes takes no change.
        if (!happened && kind !== 'type.first' && kind !== 'type.enter') empty.push(`${name}: ${kind}`);
      };
      for (const entry of entries) {
        if (entry.what === 'kind') {
          end();
          [kind, happened] = [entry.kind, false];
        }
        if (entry.what !== 'change' || entry.editReason === null) continue;
        const { source, metadata } = entry.editReason;
        const called = metadata['kind'] ?? metadata['name'];
        happened ||= isReasonOfKind(kind, `${source}/${typeof called === 'string' ? called : ''}`);
      }
      end();
    }
    assert.deepEqual(empty, []);
  });

  it('tell nothing of where they were recorded', () => {
    for (const { name, entries } of sessions) {
      for (const entry of entries) {
        if ('document' in entry) assert.match(entry.document, /^file:\/\/\/w\//, name);
      }
    }
  });

  it('are read and written without loss', () => {
    const text = readFileSync(path.join(folder, 'lookalikes-typescript.jsonl'), 'utf8');
    const writer = new RecordingWriter();
    for (const entry of readRecording(text)) writer.add(entry);
    assert.deepEqual(readRecording(writer.text()), readRecording(text));
  });
});
