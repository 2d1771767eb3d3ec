import { type ExplanationModel, type FileRow, type PanelModel } from '../../../src/core/protocol/panelModel.ts';
import { type EvidenceSummary } from '../../../src/core/statistics/evidenceSummary.ts';
import { type Counts, type GroupRow, type Lens } from '../../../src/core/statistics/report.ts';

/** A row of any table. */
export function row(key: string, ai: number, human: number, tool: number, unknown: number): GroupRow {
  return { key, counts: { ai, human, tool, unknown }, total: ai + human + tool + unknown };
}

/** A row of the table of files. */
export function fileRow(key: string, counts: Counts, over: Partial<FileRow> = {}): FileRow {
  const { ai, human, tool, unknown } = counts;
  return { ...row(key, ai, human, tool, unknown), language: 'typescript', folder: 'src', agents: [], ...over };
}

const counts = (ai: number, human: number, tool: number, unknown: number): Counts => ({ ai, human, tool, unknown });

/** An explanation that nobody asked for yet. */
export const noExplanation: ExplanationModel = {
  phase: 'none',
  paragraphs: [],
  writer: 'W',
  sent: null,
  failure: null,
};

/** A history of nine commits that say nothing. */
export const silentHistory: EvidenceSummary = {
  commits: 9,
  commitsWithRecord: 0,
  commitsWithMark: 0,
  commitsOfAutomation: 0,
  commitsBeforeAi: 0,
  commitsUnmarked: 9,
  oldestCommitAt: null,
  oldestAiCommitAt: null,
  logs: null,
  isCutOff: false,
};

/** The files of the usual model. */
export const usualFiles: readonly FileRow[] = [
  fileRow('src/a.ts', counts(30, 5, 0, 0), { agents: ['claude'] }),
  fileRow('src/b.ts', counts(20, 10, 5, 10), { agents: ['claude'], folder: 'folder1' }),
  fileRow('src/c.py', counts(0, 10, 0, 10), { language: 'python', folder: 'folder2' }),
];

/** A model of 100 lines, of which 50 are AI's and 20 unknown. */
export function model(
  over: Partial<PanelModel> = {},
  lens: Lens = 'standing',
  all: GroupRow = row('', 50, 25, 5, 20),
): PanelModel {
  const { counts: sum, total } = all;
  return {
    choice: { lens, days: 90 },
    isTrusted: true,
    hasFolder: true,
    report: {
      schema: 'ai-code-share/report/1',
      generatedAt: '2026-11-24T00:00:00.000Z',
      repository: { head: null, dirty: false },
      lens,
      unit: lens === 'written' ? 'characters' : 'lines',
      period: { since: null, until: null },
      scope: {
        files: 3,
        kinds: ['code', 'test'],
        skipped: { generated: 2, vendored: 0, minified: 0, binary: 0, tooLarge: 0, excluded: 0, unreadable: 0 },
      },
      counts: sum,
      total,
      share: { low: sum.ai / total, high: (sum.ai + sum.unknown) / total, known: sum.ai / (sum.ai + sum.human) },
      evidence: { reported: sum.ai, observed: 0, recorded: 0, declared: sum.human, inferred: 0 },
      aiByGranularity: { character: sum.ai, line: 0, commit: 0 },
      unknownBy: {
        silentCommit: sum.unknown - Math.min(3, sum.unknown),
        leftOutOfLog: 0,
        unexplained: Math.min(3, sum.unknown),
        uncommitted: 0,
        setAside: 0,
        other: 0,
      },
      mixedLines: 0,
      groups: null,
    },
    rows: {
      agent: [row('claude', 50, 0, 0, 0)],
      language: [row('typescript', 50, 15, 5, 10), row('python', 0, 10, 0, 10)],
      folder: Array.from({ length: 12 }, (_, index) => row(`folder${index}`, 1, 1, 0, 0)),
      file: usualFiles,
    },
    status: {
      roots: [
        {
          name: 'app',
          hasGit: true,
          head: null,
          evidence: silentHistory,
          noAiBefore: '2021-06-29',
          problems: [],
          isStopped: false,
        },
      ],
      progress: { phase: 'done', done: 1, total: 1 },
      asOfMs: 1,
      isTracking: true,
      editReasons: 'exact',
    },
    figures: [],
    ownShares: [{ lens, counts: sum, since: null }],
    explanation: noExplanation,
    explanationPreview: null,
    notesWriting: 'auto',
    settingsPlace: 'folder',
    canSetUpAgents: false,
    problem: null,
    translations: {},
    language: 'en',
    ...over,
  };
}

/** A model as it comes while a workspace is read: every count has changed. */
export function nextModel(): PanelModel {
  const first = model({}, 'standing', row('', 51, 25, 5, 20));
  return {
    ...first,
    rows: { ...first.rows, file: [fileRow('src/new.ts', counts(1, 0, 0, 0)), ...first.rows.file] },
  };
}

/** A model in which history says this. */
export function withEvidence(shown: PanelModel, evidence: Partial<EvidenceSummary>): PanelModel {
  const roots = shown.status.roots.map((root) => ({ ...root, evidence: { ...silentHistory, ...evidence } }));
  return { ...shown, status: { ...shown.status, roots } };
}

/** A model of which this is read. */
export function during(shown: PanelModel, phase: 'history' | 'done'): PanelModel {
  return { ...shown, status: { ...shown.status, progress: { phase, done: 1, total: 2 } } };
}
