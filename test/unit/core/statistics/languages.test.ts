import assert from 'node:assert/strict';
import { facetsOfPath, kindOfPath, languageOfPath } from '../../../../src/core/statistics/languages.ts';

describe('what the name of a file says', () => {
  it('is nothing where the name or its ending is that of a property that every object has', () => {
    for (const path of ['src/constructor', 'src/a.constructor', 'src/__proto__', 'src/a.__proto__'])
      assert.equal(languageOfPath(path), 'other', path);
  });

  it('is the same asked at once and one by one', () => {
    for (const path of ['src/a.ts', 'Dockerfile', 'docs/a.md', 'test/a.test.js', 'package.json', 'x.csv', 'none'])
      assert.deepEqual(facetsOfPath(path), { language: languageOfPath(path), kind: kindOfPath(path) }, path);
  });
});
