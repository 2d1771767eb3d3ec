import { fetchNotesCommand } from '../core/protocol/messages.ts';
import { type PanelModel } from '../core/protocol/panelModel.ts';
import { formatCount } from '../core/statistics/format.ts';
import { element, section, type Child } from './dom.ts';
import { t } from './l10n.ts';
import { evidenceOf, isRange } from './range.ts';
import { focusAttribute } from './slots.ts';

/** What the page can ask for from this part. */
export interface NarrowingActions {
  readonly setNoAiBefore: (date: string, target: 'workspace' | 'user') => void;
  readonly copyFetchNotes: () => void;
  readonly openNotesSettings: () => void;
  readonly setUpAgents: () => void;
}

/** What the date form and the actions beside it are made of. Not of the counts: a half-written date outlives what changes while a workspace is read. */
export interface Narrowing {
  readonly isRange: boolean;
  readonly hasGit: boolean;
  /** The dates in force, by folder. */
  readonly dates: readonly (readonly [folder: string, date: string])[];
  /** How many authorship logs there are; null where there is no `refs/notes/ai`. */
  readonly logs: number | null;
  readonly isHistoryRead: boolean;
  readonly notesWriting: PanelModel['notesWriting'];
  readonly settingsPlace: PanelModel['settingsPlace'];
  readonly isTracking: boolean;
  readonly canSetUpAgents: boolean;
}

/** Picks from a model what this part shows; null where it shows nothing. */
export function narrowingOf(model: PanelModel): Narrowing | null {
  const { report, status } = model;
  if (report === null || report.lens === 'written') return null;
  const evidence = evidenceOf(model);
  const hasGit = status.roots.some((root) => root.hasGit);
  const logs = evidence.flatMap((one) => (one.logs === null ? [] : [one.logs]));
  const wide = isRange(report);
  // A date that made everything human must still be there to be taken back.
  if (!wide && !evidence.some((one) => one.commitsBeforeAi > 0)) return null;
  return {
    isRange: wide,
    hasGit,
    dates: status.roots.filter((root) => root.hasGit).map((root) => [root.name, root.noAiBefore ?? '']),
    logs: logs.length === 0 ? null : logs.reduce((sum, one) => sum + one, 0),
    isHistoryRead: evidence.length > 0,
    notesWriting: model.notesWriting,
    settingsPlace: model.settingsPlace,
    isTracking: status.isTracking,
    canSetUpAgents: model.canSetUpAgents,
  };
}

/** What the person can do so that less is unknown, the most effective first. */
export function whatNarrowsIt(narrowing: Narrowing, actions: NarrowingActions): HTMLElement {
  if (!narrowing.isRange) return section('narrow', t('What you declared'), dateForm(narrowing, actions));
  return section(
    'narrow',
    t('What you can do about it'),
    element(
      'ul',
      { class: 'actions' },
      narrowing.hasGit && item(t('Older code'), dateForm(narrowing, actions)),
      narrowing.hasGit && narrowing.isHistoryRead && item(t('Code of others'), ...notesOfOthers(narrowing, actions)),
      item(t('Code from now on'), ...fromNowOn(narrowing, actions)),
    ),
  );
}

function item(title: string, ...children: readonly Child[]): HTMLElement {
  return element('li', {}, element('h3', { text: title }), ...children);
}

function dateForm({ dates, settingsPlace }: Narrowing, actions: NarrowingActions): HTMLElement {
  const distinct = [...new Set(dates.map(([, date]) => date))];
  const input = element('input', {
    attributes: { type: 'date', id: 'no-ai-before', value: distinct.length === 1 ? (distinct[0] ?? '') : '' },
  });
  const target = element(
    'select',
    { attributes: { id: 'no-ai-before-target', 'aria-label': t('Where the date is kept') } },
    element('option', {
      text: settingsPlace === 'folder' ? t('here (.vscode/settings.json)') : t('here (the workspace file)'),
      attributes: { value: 'workspace' },
    }),
    element('option', { text: t('in every folder (my settings)'), attributes: { value: 'user' } }),
  );
  const form = element(
    'form',
    { class: 'date-form' },
    element('label', { text: t('No AI was used before'), attributes: { for: 'no-ai-before' } }),
    input,
    target,
    element('button', { text: t('Set the date'), attributes: { type: 'submit', id: 'set-no-ai-before' } }),
    element('p', {
      class: 'quiet',
      text: t(
        'Lines of commits from before that day count as human, evidence “declared”. The default is the day of the first GitHub Copilot preview. A file that is committed with the code sets the date for everybody who works on it.',
      ),
    }),
    distinct.length > 1 &&
      element('p', {
        class: 'quiet',
        text: t(
          'The folders have dates of their own: {0}.',
          dates.map(([folder, date]) => `${folder} ${date === '' ? t('none') : date}`).join(', '),
        ),
      }),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    actions.setNoAiBefore(input.value, target.value === 'user' ? 'user' : 'workspace');
  });
  return form;
}

function notesOfOthers({ logs }: Narrowing, actions: NarrowingActions): readonly Child[] {
  const here =
    logs === null
      ? t('There are no authorship logs (refs/notes/ai) in this clone. Where others publish theirs, fetch them:')
      : t(
          'There are {0} authorship logs (refs/notes/ai) in this clone. git fetches those of others only when told:',
          formatCount(logs),
        );
  return [
    element('p', { text: here }),
    element(
      'p',
      { class: 'command-line' },
      element('code', { text: fetchNotesCommand }),
      element('button', {
        class: 'secondary',
        text: t('Copy'),
        attributes: { id: 'copy-fetch-notes', 'aria-label': t('Copy the command that fetches authorship logs') },
        onClick: actions.copyFetchNotes,
      }),
    ),
  ];
}

function fromNowOn(narrowing: Narrowing, actions: NarrowingActions): readonly Child[] {
  const { isTracking, notesWriting, canSetUpAgents, hasGit } = narrowing;
  const settings = element('button', {
    class: 'link',
    text: t('Settings for authorship logs'),
    attributes: { [focusAttribute]: 'notes-settings' },
    onClick: actions.openNotesSettings,
  });
  return [
    element('p', {
      text: isTracking
        ? t('What is typed, accepted and pasted in this editor is attributed as it happens.')
        : t('Tracking is paused: what is written now will be unknown.'),
    }),
    hasGit && element('p', { text: `${notesSentences()[notesWriting]} ` }, settings),
    canSetUpAgents &&
      element(
        'p',
        { text: `${t('Agents in a terminal report their edits once they are set up.')} ` },
        element('button', {
          class: 'secondary',
          text: t('Set up agents'),
          attributes: { id: 'set-up-agents' },
          onClick: actions.setUpAgents,
        }),
      ),
  ];
}

function notesSentences(): Readonly<Record<PanelModel['notesWriting'], string>> {
  return {
    auto: t('New commits carry it with them in authorship logs, unless git-ai writes them here.'),
    always: t('New commits carry it with them in authorship logs.'),
    never: t('New commits do not carry it with them: authorship logs are turned off.'),
    off: t('New commits do not carry it with them: the extension is turned off.'),
  };
}
