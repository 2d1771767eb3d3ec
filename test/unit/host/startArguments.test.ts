import assert from 'node:assert/strict';
import { HumanError } from '../../host/humanError.ts';
import { parseStartArguments } from '../../host/startArguments.ts';

const refused = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof HumanError);
  assert.equal(error.exitCode, 2);
  assert.match(error.message, pattern);
  assert.match(error.message, /npm start -- \[folder\]/);
  return true;
};

describe('the command line of npm start', () => {
  it('opens where the person stands if nothing is said', () => {
    assert.deepEqual(parseStartArguments([]), {
      place: '.',
      vscode: null,
      isCheck: false,
      screenshot: null,
      port: null,
      wantsHelp: false,
    });
  });

  it('takes a folder and options in any order', () => {
    const asked = parseStartArguments(['--check', 'some/folder', '--screenshot', 'a.png', '--port=9000']);
    assert.deepEqual([asked.place, asked.isCheck, asked.screenshot, asked.port], ['some/folder', true, 'a.png', 9000]);
  });

  it('takes folders whose names start with a hyphen after --', () => {
    assert.equal(parseStartArguments(['--', '-odd']).place, '-odd');
  });

  it('refuses what it does not know, by name and with exit code 2', () => {
    assert.throws(() => parseStartArguments(['--bogus']), refused(/--bogus/));
    assert.throws(() => parseStartArguments(['a', 'b']), refused(/One folder at a time, not 2: a, b/));
  });

  it('refuses ports that are none', () => {
    for (const port of ['0', '65536', '-1', '80.5', 'http', '']) {
      assert.throws(() => parseStartArguments([`--port=${port}`]), refused(/is no port/));
    }
  });

  it('refuses combinations that contradict each other', () => {
    assert.throws(() => parseStartArguments(['--check', '--vscode', '/opt/code']), refused(/cannot be combined/));
    assert.throws(() => parseStartArguments(['--screenshot', 'a.png']), refused(/goes with --check/));
  });
});
