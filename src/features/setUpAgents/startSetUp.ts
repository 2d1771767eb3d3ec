import { existsSync } from 'node:fs';
import { type WorkTree } from '../../agents/workTree.ts';
import { type Git, type Logger } from '../../core/ports.ts';
import { type AgentSetUps } from './agentSetUps.ts';

/** What setting agents up needs. */
export interface SetUpServices {
  readonly log: Logger;
  readonly git: Git;
  /** The folder of the ledger of a repository; null where it has none that can be written. */
  readonly ledgerFolder: (workTree: WorkTree) => string | null;
  /** Our command line, which hooks run; absolute. */
  readonly program: string;
  /** The person's own folder of ours; absolute. */
  readonly dataFolder: string;
  /** Whether the agents of the editor's own chat call the launcher, too. */
  readonly isChatHooked: () => boolean;
}

/** The feature, as the composition root holds it. */
export interface SetUpFeature {
  /** `setUpAgents`: lets the person choose, shows what would be written, and writes it when told so. */
  readonly run: () => Promise<void>;
  /** Sees to it that the launcher is there if anything calls it, and takes in what waits, now and from then on. */
  readonly refresh: () => void;
  readonly dispose: () => void;
}

/** So long after the start nobody waits for the window any more. */
const refreshAfterMs = 5_000;

/**
 * Starts the feature, of which the code is loaded at first use. Where agents are set up, the launcher that they call is led to this editor and this version
 * of ours some seconds after the start and whenever they find it broken, and what they told while there was none is taken in.
 */
export function startSetUp(services: SetUpServices): SetUpFeature {
  let loading: Promise<AgentSetUps> | null = null;
  const load = (): Promise<AgentSetUps> =>
    (loading ??= import('./agentSetUps.ts').then(({ AgentSetUps }) => new AgentSetUps(services)));
  const refresh = (): void => {
    if (!existsSync(services.dataFolder) && !services.isChatHooked()) return;
    load()
      .then(async (setUps) => {
        setUps.refreshLauncher();
        setUps.watchWaiting(refresh);
        await setUps.takeWaiting();
      })
      .catch((error: unknown) =>
        services.log.error(`Could not look after the hooks of agents in ${services.dataFolder}`, error),
      );
  };
  const timer = setTimeout(refresh, refreshAfterMs);
  return {
    run: async () => {
      await (await load()).run();
      // Whoever calls the launcher from now on is heard, too.
      refresh();
    },
    refresh,
    dispose: () => {
      clearTimeout(timer);
      void loading?.then((setUps) => setUps.dispose());
    },
  };
}
