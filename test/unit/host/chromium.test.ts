import assert from 'node:assert/strict';
import { findChromium } from '../../host/chromium.ts';

const there =
  (...files: readonly string[]) =>
  (file: string): boolean =>
    files.includes(file);

describe('finding a browser', () => {
  it('takes the one that CHROME_PATH names, and no other in its stead', () => {
    const env = { CHROME_PATH: '/opt/chrome' };
    const isExecutable = there('/opt/chrome', '/usr/bin/chromium');
    assert.equal(findChromium({ platform: 'linux', env, isExecutable }), '/opt/chrome');
    assert.throws(
      () => findChromium({ platform: 'linux', env, isExecutable: there('/usr/bin/chromium') }),
      /CHROME_PATH names \/opt\/chrome/,
    );
  });

  it('prefers Chromium, then Chrome, on the PATH of a Linux', () => {
    const env = { PATH: '/usr/local/bin:/usr/bin' };
    const isExecutable = there('/usr/bin/google-chrome', '/usr/local/bin/chromium');
    assert.equal(findChromium({ platform: 'linux', env, isExecutable }), '/usr/local/bin/chromium');
  });

  it('knows where macOS and Windows keep it', () => {
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    assert.equal(findChromium({ platform: 'darwin', env: {}, isExecutable: there(mac) }), mac);
    const windows = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    const env = { ProgramFiles: 'C:\\Program Files' };
    assert.equal(findChromium({ platform: 'win32', env, isExecutable: there(windows) }), windows);
  });

  it('says what to install if there is none', () => {
    assert.throws(
      () => findChromium({ platform: 'linux', env: { PATH: '/bin' }, isExecutable: there() }),
      /apt-get install chromium/,
    );
  });
});
