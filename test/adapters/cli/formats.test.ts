import assert from 'node:assert/strict';
import { reportCsv } from '../../../src/cli/reportCsv.ts';
import { reportHtml } from '../../../src/cli/reportHtml.ts';
import { reportMarkdown } from '../../../src/cli/reportMarkdown.ts';
import { makeOrigin, OriginTable } from '../../../src/core/attribution/origin.ts';
import { buildReport } from '../../../src/core/statistics/buildReport.ts';
import { type Report } from '../../../src/core/statistics/report.ts';
import { type Tally } from '../../../src/core/statistics/tally.ts';

const origins = new OriginTable();
const ai = origins.intern(makeOrigin({ contributor: 'ai', evidence: 'recorded', source: 'trailer', agent: 'claude' }));
const human = origins.intern(makeOrigin({ contributor: 'human', evidence: 'declared', source: 'date' }));

function reportOf(paths: readonly string[], by: 'file' | null): Report {
  const tallies = paths.map((path): Tally => {
    const countByOrigin = new Map([
      [ai, 1],
      [human, 2],
    ]);
    return { path, language: 'typescript', kind: 'code', day: null, author: null, countByOrigin, mixedLines: 0 };
  });
  const skipped = { generated: 2, vendored: 0, minified: 0, binary: 0, tooLarge: 0, excluded: 0, unreadable: 0 };
  return buildReport([{ origins, tallies, pathPrefix: '' }], {
    lens: 'standing',
    kinds: ['code'],
    by,
    countsInferred: false,
    period: { since: null, until: null },
    repository: { head: 'abc', dirty: false },
    generatedAt: '2026-11-24T00:00:00.000Z',
    skipped,
  });
}

const hostile = [
  '<img src=x onerror=alert(1)>.ts',
  'a|b`c`](http://x).ts',
  '"quoted", and\nbroken.ts',
  '@someone/#1.ts',
];

describe('a report in other formats', () => {
  it('is CSV with a line of names and exact shares', () => {
    assert.equal(
      reportCsv(reportOf(['a.ts', 'b.ts'], 'file')),
      'file,ai,human,tool,unknown,total,low,high\r\na.ts,1,2,0,0,3,0.3333333333333333,0.3333333333333333\r\nb.ts,1,2,0,0,3,0.3333333333333333,0.3333333333333333\r\n',
    );
    assert.equal(reportCsv(reportOf([], null)), 'scope,ai,human,tool,unknown,total,low,high\r\nall,0,0,0,0,0,,\r\n');
  });

  it('keeps a name with quotes, commas and line breaks in one field of CSV', () => {
    assert.match(reportCsv(reportOf(hostile, 'file')), /^"""quoted"", and\nbroken\.ts",1,2,/m);
  });

  it('is Markdown in which the names of files are text', () => {
    const markdown = reportMarkdown(reportOf(hostile, 'file'), ['A <b>problem</b>']);
    assert.match(markdown, /^\*\*AI 33\s%\*\* of the lines that stand: 12 non-blank lines in 4 files of code\.$/m);
    assert.ok(!/(?<!\\)<(?:img|b)/.test(markdown), 'no HTML');
    assert.ok(!/(?<!\\)\]\(/.test(markdown), 'no link');
    assert.ok(!markdown.includes('@someone'), 'nobody is called');
    const tables = markdown.split('\n').filter((line) => line.startsWith('|'));
    for (const line of tables) assert.equal(line.match(/(?<!\\)\|/g)?.length, 8, line);
    assert.match(markdown, /Not counted: 2 generated files\./);
  });

  it('is one HTML page without a script, in which the names of files are text', () => {
    const html = reportHtml(reportOf(hostile, 'file'), ['A <b>problem</b>']);
    assert.ok(!html.includes('<img') && !html.includes('<script') && !html.includes('<b>'));
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt;.ts'));
    assert.ok(html.includes("default-src 'none'"));
    assert.ok(!/(?:src|href)=["'h]/.test(html.replaceAll(/&lt;.*?&gt;/g, '')));
  });
});
