import { type Ledger, type Progress } from '../core/ports.ts';
import { type Place } from './locate.ts';
import { type Survey } from './survey.ts';

/** One workspace folder, opened: its survey and the ledger behind it. */
export interface OpenedRoot {
  readonly place: Place;
  readonly survey: Survey;
  readonly ledger: Ledger;
  /** The decoded text of a blob; null where there is no git or no such blob. */
  readonly readBlob: (blobOid: string) => Promise<string | null>;
  readonly exclude: readonly string[];
  /** Where hooks of coding agents leave what they tell about this folder; null where nobody may look. */
  readonly inboxFolder: string | null;
  /** Sentences for a person about settings that cannot be followed. */
  readonly settingsProblems: readonly string[];
  readonly close: () => void;
}

/** A folder of the workspace as the editor names it. */
export interface WorkspaceFolder {
  readonly name: string;
  readonly path: string;
}

/** A folder of the workspace, open or on the way there. */
export interface Root {
  readonly folder: WorkspaceFolder;
  readonly opening: Promise<OpenedRoot | null>;
  opened: OpenedRoot | null;
  problem: string | null;
  stopListening: (() => void) | null;
}

/** A folder that is open. */
export type OpenRoot = Root & { readonly opened: OpenedRoot };

/** A root's folder with `/`, without one at its end. */
export function slashedFolder(root: Root): string {
  return root.folder.path.replaceAll('\\', '/').replace(/\/+$/, '');
}

/** The folder that owns a file, by its absolute path with `/`: of nested ones the innermost. Null for a file outside of all. */
export function rootAround(slashedPath: string, roots: readonly Root[]): Root | null {
  const around = roots.filter((root) => slashedPath.startsWith(`${slashedFolder(root)}/`));
  return around.sort((a, b) => slashedFolder(b).length - slashedFolder(a).length)[0] ?? null;
}

/** Says of paths of a folder's survey whether they are this folder's: those in a folder inside that is open, too, are that one's. */
export function ownPathsOf(root: OpenRoot, roots: readonly Root[]): (path: string) => boolean {
  const folder = slashedFolder(root);
  const { scope } = root.opened.survey;
  const inside = roots
    .map((other) => slashedFolder(other))
    .filter((other) => other.startsWith(`${folder}/`))
    .map((other) => `${scope === '' ? '' : `${scope}/`}${other.slice(folder.length + 1)}/`);
  return (path) => !inside.some((prefix) => path.startsWith(prefix));
}

const phaseOrder = ['listing', 'reading', 'evidence', 'ai', 'history', 'done'] as const;

/** How far the folders are together: as far as the one that is furthest behind. */
export function progressOfRoots(roots: readonly Root[]): Progress {
  const furthestBehind = roots
    .map(progressOf)
    .reduce<Progress | null>(
      (least, part) =>
        least === null || phaseOrder.indexOf(part.phase) < phaseOrder.indexOf(least.phase) ? part : least,
      null,
    );
  return furthestBehind ?? { phase: 'done', done: 0, total: 0 };
}

function progressOf(root: Root): Progress {
  if (root.opened !== null) return root.opened.survey.snapshot.progress;
  return { phase: root.problem === null ? 'listing' : 'done', done: 0, total: null };
}
