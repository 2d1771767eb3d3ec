import { type Clock, type FileSystem, type Git, type Ledger, type Logger } from '../core/ports.ts';
import { openSurvey } from './folderSurvey.ts';
import { loadGlobs } from './globs.ts';
import { locate, type Place } from './locate.ts';
import { readBlobText } from './revisionTexts.ts';
import { type Survey } from './survey.ts';
import { type SurveyOptions } from './surveyServices.ts';

/** What opening a place needs from outside. */
export interface PlaceAdapters {
  readonly git: Git;
  readonly files: FileSystem;
  readonly clock: Clock;
  readonly log: Logger;
  /** The folder of the ledger of a repository (by the git directory that its work trees share) or of a plain folder (null). */
  readonly ledgerFolder: (commonDir: string | null, root: string) => string;
  /** The folder that a plain folder is a part of: itself, or one above whose ledger knows of it. Default: itself. */
  readonly plainRoot?: (folder: string) => string;
  readonly openLedger: (folder: string) => Ledger;
  readonly cacheFolder: (ledgerFolder: string) => string | null;
  /** Absolute path of what runs on a thread that blames (`blameThread`), built or in source; null where the history of many files is read on this thread. */
  readonly blameThread?: string | null;
  /** How often somebody looked at files in a folder, which begins as the one that is opened and goes on with `/`: more are read first. Default: nobody knows. */
  readonly viewsIn?: (folder: string) => number;
}

/** A place with its ledger and its survey, ready to be read. */
export interface OpenedPlace {
  readonly place: Place;
  readonly ledgerFolder: string;
  readonly ledger: Ledger;
  readonly survey: Survey;
  /** The decoded text of a blob; null where there is no git or no such blob. */
  readonly readBlob: (blobOid: string) => Promise<string | null>;
  readonly close: () => void;
}

/** The two doors of the house, panel and command line, open a folder through this one function, so that they count the same. */
export async function openPlace(
  adapters: PlaceAdapters,
  folder: string,
  fileName: string | null,
  options: (root: string) => SurveyOptions | Promise<SurveyOptions>,
): Promise<OpenedPlace> {
  const { git, files, clock, log, blameThread = null, viewsIn } = adapters;
  const place = widened(await locate(git, folder, fileName), adapters.plainRoot);
  const commonDir = place.kind === 'repository' ? place.commonDir : null;
  const ledgerFolder = adapters.ledgerFolder(commonDir, place.root);
  const ledger = adapters.openLedger(ledgerFolder);
  const cacheFolder = adapters.cacheFolder(ledgerFolder);
  const viewed = viewsIn === undefined ? {} : { viewsOf: viewsBelow(folder, place.scope, viewsIn) };
  const services = { git, files, ledger, clock, log, cacheFolder, blameThread, ...viewed };
  const rules = await options(place.root);
  await loadGlobs(rules.exclude);
  const survey = openSurvey(services, place, rules);
  return {
    place,
    ledgerFolder,
    ledger,
    survey,
    readBlob: async (blobOid) => (place.kind === 'repository' ? await readBlobText(git, place.root, blobOid) : null),
    close: () => {
      survey.keep();
      ledger.close();
    },
  };
}

/** Views of files by their paths, of which the folder that is opened has those below the scope. The root may have another name, where the folder is a link. */
function viewsBelow(folder: string, scope: string, viewsIn: (folder: string) => number): (path: string) => number {
  const above = scope === '' ? 0 : scope.length + 1;
  return (path) => {
    const file = `${folder}/${path.slice(above)}`;
    return viewsIn(file.slice(0, file.lastIndexOf('/')));
  };
}

/** A plain folder as a part of the folder that it belongs to. */
function widened(place: Place, plainRoot: PlaceAdapters['plainRoot']): Place {
  if (place.kind === 'repository' || plainRoot === undefined) return place;
  const root = plainRoot(place.root);
  if (root === place.root) return place;
  const below = place.root.slice(root.length).replaceAll('\\', '/').replace(/^\/+/, '');
  return { ...place, root, scope: place.scope === '' ? below : `${below}/${place.scope}` };
}
