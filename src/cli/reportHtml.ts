import { contributors, type Contributor } from '../core/attribution/origin.ts';
import { formatCount, formatPercent, formatShare } from '../core/statistics/format.ts';
import { type Counts, type GroupRow, type Report } from '../core/statistics/report.ts';
import { countedWords, lensWords, periodWords, skippedWords } from './reportWords.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, within elements and within attributes. */
export function htmlText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { padding: .25rem .5rem; text-align: right; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
th:first-child, td:first-child { text-align: left; }
.bar { display: flex; height: 1rem; margin: 1rem 0; }
.ai { background: #a347ba; } .human { background: #1a85a8; } .tool { background: #6b7280; } .unknown { background: #d9a404; }
`;

function bar(counts: Counts, total: number): string {
  const width = (one: Contributor): string => ((counts[one] / total) * 100).toFixed(3);
  const parts = contributors.filter((one) => counts[one] > 0);
  const spans = parts.map((one) => `<span class="${one}" style="width:${width(one)}%"></span>`).join('');
  const words = parts.map((one) => `${formatCount(counts[one])} ${one}`).join(', ');
  return `<div class="bar" role="img" aria-label="${words}">${spans}</div>\n`;
}

function tableOf(caption: string, rows: readonly GroupRow[]): string {
  const head = [caption, ...contributors, 'total', 'AI'].map((name) => `<th scope="col">${htmlText(name)}</th>`);
  const body = rows.map(({ key, counts, total }) => {
    const share = formatPercent(total === 0 ? null : counts.ai / total);
    const cells = [...contributors.map((one) => formatCount(counts[one])), formatCount(total), share];
    return `<tr><td>${htmlText(key)}</td>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`;
  });
  return `<table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${body.join('')}</tbody>\n</table>\n`;
}

/** A report as one HTML page that needs nothing else: no script, no picture, nothing from elsewhere. Names of others are text. */
export function reportHtml(report: Report, problems: readonly string[]): string {
  const { counts, total, groups } = report;
  const headline = `AI ${formatShare(report.lens, report.share)} ${lensWords[report.lens]}${periodWords(report, (bound) => bound)}`;
  const skipped = skippedWords(report);
  const notes = [
    `Counted ${report.generatedAt}${report.repository.head === null ? '' : ` at ${report.repository.head}`}.`,
    ...(skipped === null ? [] : [skipped]),
    ...problems,
  ];
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    `<title>${htmlText(headline)}</title>\n<style>${style}</style>\n</head>\n<body>\n`,
    `<h1>${htmlText(headline)}</h1>\n`,
    `<p>${countedWords(report)}.</p>\n`,
    total === 0 ? '' : bar(counts, total),
    tableOf('', [{ key: 'all', counts, total }]),
    groups === null ? '' : tableOf(`by ${groups.by}`, groups.rows),
    ...notes.map((note) => `<p>${htmlText(note)}</p>\n`),
    '</body>\n</html>\n',
  ].join('');
}
