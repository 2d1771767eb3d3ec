import assert from 'node:assert/strict';
import path from 'node:path';
import { replay } from '../../../bench/capture/replay.ts';
import { scoreFile } from '../../../bench/capture/scoreFile.ts';
import { readSessions } from '../../../bench/capture/sessions.ts';

const sessions = readSessions(path.join(import.meta.dirname, '../../fixtures/sessions')).filter(
  ({ name }) => name === 'inline-go',
);
const document = 'file:///w/queue.go';

const line = (more: object): string => JSON.stringify({ session: 'inline-go', document, ...more });

async function problem(text: string): Promise<string> {
  try {
    await scoreFile(text, sessions);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'none';
}

describe('scoring the attribution of another tool', () => {
  let text = '';
  let labels = '';
  before(async () => {
    const [session] = sessions;
    assert.ok(session);
    const truth = (await replay(session.entries, { isExact: true, countsInferred: false })).finalTexts.get(document);
    assert.ok(truth);
    ({ text, labels } = truth);
  });

  it('finds nothing wrong with the truth, and everything unknown with one who knows nothing', async () => {
    const called: Readonly<Record<string, string>> = { a: 'ai', h: 'human', k: 'human', t: 'tool' };
    const runs = labels.split('').map((label) => [1, called[label] ?? 'unknown']);
    const perfect = await scoreFile(line({ runs }), sessions);
    for (const name of ['wrongAi', 'wrongHuman', 'wrongTool', 'unknown'])
      assert.equal(perfect[`scored.${name}`]?.value, 0);
    const blind = await scoreFile(line({ runs: [[text.length, 'unknown']] }), sessions);
    assert.equal(blind['scored.unknown']?.value, 1);
  });

  it('counts against one who calls every line AI', async () => {
    const lines = text.split(/(?<=\n)/).map(() => 'ai');
    assert.ok(((await scoreFile(line({ lines }), sessions))['scored.wrongAi']?.value ?? 0) > 0.2);
  });

  it('says which line is wrong and why', async () => {
    const good = line({ runs: [[text.length, 'unknown']] });
    assert.match(await problem(`${good}\n{"session"`), /^Line 2: it is no JSON: /);
    assert.match(await problem('[1]'), /^Line 1: it is no JSON object\.$/);
    assert.match(await problem('{"session": "inline-go", "runs": []}'), /^Line 1: "document" must be the URI/);
    assert.match(await problem(line({})), /it must have either "runs" or "lines"/);
    assert.match(await problem(line({ runs: [], lines: [] })), /it must have either "runs" or "lines"/);
    assert.match(await problem(line({ runs: [], colour: 1 })), /"colour" is no field/);
    assert.match(await problem(line({ runs: [['9', 'ai']] })), /run 1: "9" is no length/);
    assert.match(await problem(line({ runs: [[-1, 'ai']] })), /run 1: -1 is no length/);
    assert.match(await problem(line({ runs: [[1, 'robot']] })), /run 1: "robot" is no contributor; they are ai, /);
    assert.match(await problem(line({ runs: [[1, 'ai']] })), /the runs cover 1 of \d+ code units/);
    assert.match(await problem(line({ lines: ['ai'] })), /there are 1 lines, the text has \d+/);
    assert.match(await problem(`${good}\n${good}`), /^Line 2: inline-go file:\/\/\/w\/queue\.go was scored before/);
    assert.match(await problem(good.replace('inline-go', 'none')), /there is no session "none"; they are inline-go/);
    assert.match(await problem(good.replace('queue', 'none')), /inline-go has no "file:\/\/\/w\/none.go"; it has /);
    assert.equal(await problem('\n'), 'The file scores no text.');
  });
});
