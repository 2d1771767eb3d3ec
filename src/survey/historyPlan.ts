/** So few files are asked for one by one: neither a plan nor a commit-graph would pay for itself. */
const fewFiles = 30;

/** A plan reads commits that nobody looked at; so many of them take about as long as one file's blame (measured: 0.07 ms each, and 10 ms a file, half of them spared). */
const commitsPerBlame = 100;

/** Commits whose touches are read in the time in which git blames one file (measured: 0.05 ms a commit and 25 ms a file, with its moved lines). */
const commitsPerOwnBlame = 500;

/** Fewer are blamed before threads have begun. */
const fewForThreads = 100;

/** Fewer paths that new commits touched are as soon blamed on this thread. */
const fewTouched = 30;

/** Of fewer paths git blames those that HEAD has otherwise on another branch, or had before. */
const fewElsewhere = 8;

/** How many files git is asked to blame before it is worth reading what so many commits touched, which most files share (`OwnBlame`). */
export function fewBlamesOfGit(commits: number): number {
  return Math.ceil(commits / commitsPerOwnBlame);
}

/** Whether so many files are worth starting threads, each of which reads for itself what commits touched. */
export function isWorthThreads(files: number): boolean {
  return files >= fewForThreads;
}

/** Whether so many paths, which new commits touched, are worth a thread that blames these commits while the evidence is read. */
export function isWorthAThread(touched: number): boolean {
  return touched >= fewTouched;
}

/** The same of paths that are otherwise where HEAD went to another branch or back; the thread reads all of the history for them. */
export function isWorthAThreadElsewhere(touched: number): boolean {
  return touched >= fewElsewhere;
}

/** Whether a commit-graph is worth writing for so many files. */
export function isWorthAGraph(files: number): boolean {
  return files >= fewFiles;
}

/** So few commits are read in no time; as many may be new at each look, since for so few what is known of the others is not kept anew (`TouchTable`). */
const fewNewCommits = 64;

/** Whether so many files are worth the plan of `attributeInSteps`, for which so many of the commits must be read first. */
export function isWorthAPlan(files: number, newCommits: number, commits: number): boolean {
  const isMostlyKnown = newCommits * 2 < commits;
  if (newCommits < commits && newCommits <= fewNewCommits) return true;
  return files >= newCommits / commitsPerBlame && (files >= fewFiles || isMostlyKnown);
}

/** Whether it is soon seen that files were only added or taken away, which have no history: they are few, or HEAD has none of them. */
export function mayHaveNoHistory(files: readonly { readonly head: unknown }[]): boolean {
  return files.length < fewFiles || files.every(({ head }) => head === null);
}
