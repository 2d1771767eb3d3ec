import { type FileSystem, type Git } from '../core/ports.ts';
import { literally, splitNames } from './fileScope.ts';
import { skippedFolders } from './skipRules.ts';
import { ignoredAmong } from './workTreeFiles.ts';

/** So many paths are given to git on a command line; more are asked for all at once. */
const fewPaths = 100;

/** What {@link Listing} asks. */
export interface ListingServices {
  readonly git: Git;
  readonly files: FileSystem;
  readonly root: string;
  readonly isRepository: boolean;
}

/** Whether a path leads into a git directory, our repository's or another's. */
function isInGitDirectory(path: string): boolean {
  return path.split('/').includes('.git');
}

/** Whether a path leads into a folder that a walk without git does not enter. */
function isInSkippedFolder(path: string): boolean {
  return path
    .split('/')
    .slice(0, -1)
    .some((folder) => skippedFolders.has(folder));
}

/**
 * Says of single paths what the listing of the whole place would say of them: files that git ignores, git's own files and those of other repositories
 * inside are no files of a repository; without git the folders that its walk leaves out are not.
 */
export class Listing {
  readonly #services: ListingServices;
  #asked: { readonly paths: string[]; readonly answer: Promise<ReadonlySet<string>> } | null = null;

  constructor(services: ListingServices) {
    this.#services = services;
  }

  /** Which of some paths a listing made now would have. */
  async listed(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const { git, root, isRepository } = this.#services;
    const asked = paths.filter((path) => !isInGitDirectory(path));
    if (!isRepository)
      return new Set(
        await this.#ofKind(
          'file',
          asked.filter((path) => !isInSkippedFolder(path)),
        ),
      );
    let open = asked;
    if (open.length > fewPaths) {
      const ignored = await ignoredAmong(git, root, open);
      open = open.filter((path) => !ignored.has(path));
    }
    if (open.length === 0) return new Set();
    const some = open.length > fewPaths ? [] : open.flatMap(literally);
    const result = await git.run(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...some], {
      cwd: root,
    });
    const names = new Set(result.ok ? splitNames(result.stdout, () => undefined) : []);
    return new Set(open.filter((path) => names.has(path)));
  }

  /**
   * Whether the attribution of a file may be stored, and with it its text: it is listed, or will be once it is on the disk. What is asked within one turn is
   * asked of git at once.
   */
  async mayRemember(path: string): Promise<boolean> {
    if (this.#asked === null) {
      const paths: string[] = [];
      const answer = Promise.resolve().then(async () => {
        this.#asked = null;
        return await this.#rememberable(paths);
      });
      this.#asked = { paths, answer };
    }
    const { paths, answer } = this.#asked;
    paths.push(path);
    return (await answer).has(path);
  }

  /** Which of some paths must not be stored, as far as that can be said of files that may be gone. */
  async forbidden(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const { git, root, isRepository } = this.#services;
    const ignored = isRepository
      ? await ignoredAmong(git, root, paths)
      : new Set(paths.filter((path) => isInSkippedFolder(path)));
    return new Set(paths.filter((path) => isInGitDirectory(path) || ignored.has(path)));
  }

  async #rememberable(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const listed = await this.listed(paths);
    const unlisted = paths.filter((path) => !listed.has(path));
    if (unlisted.length === 0) return listed;
    const toCome = await this.#ofKind('missing', unlisted);
    const forbidden = await this.forbidden(toCome);
    return new Set([...listed, ...toCome.filter((path) => !forbidden.has(path))]);
  }

  async #ofKind(kind: 'file' | 'missing', paths: readonly string[]): Promise<readonly string[]> {
    const { files, root } = this.#services;
    const found = await Promise.all(paths.map((path) => files.kindOf(root, path)));
    return paths.filter((_path, index) => found[index] === kind);
  }
}
