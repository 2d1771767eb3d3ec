import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { kindsOfEdits } from '../../integration/kindsOfEdits.ts';
import { projectRoot } from '../../host/projectPaths.ts';

/** The names of the tests of a folder, as they stand in its files. */
function testNames(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  return files.flatMap((file) =>
    [...readFileSync(path.join(folder, file), 'utf8').matchAll(/(?:\bname: |\bit\()(['`])(.*?)\1/g)].map(
      ([, , name]) => name ?? '',
    ),
  );
}

describe('the list of kinds of edits', () => {
  const names = ['integration/suite', 'browser', 'chat', 'windows'].flatMap((folder) =>
    testNames(path.join(projectRoot, 'test', folder)),
  );

  for (const [kind, tests] of Object.entries(kindsOfEdits)) {
    if (!Array.isArray(tests)) continue;
    it(`names tests that there are, of ${kind}`, () => {
      assert.notEqual(tests.length, 0);
      assert.deepEqual(
        tests.filter((test: string) => !names.includes(test)),
        [],
      );
    });
  }

  it('has what was not tried in the README', () => {
    const readme = readFileSync(path.join(projectRoot, 'README.md'), 'utf8').replaceAll(/\s+/g, ' ');
    for (const [kind, tests] of Object.entries(kindsOfEdits)) {
      if (!Array.isArray(tests)) assert.ok(readme.includes(kind), kind);
    }
  });
});
