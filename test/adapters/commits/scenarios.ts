import { commitScenarios } from './commitScenarios.ts';
import { mergeScenarios } from './mergeScenarios.ts';
import { rebaseScenarios } from './rebaseScenarios.ts';
import { type Scenario } from './scenario.ts';
import { takenScenarios } from './takenScenarios.ts';

/** What people do to history, each tried with every line. */
export const scenarios: readonly Scenario[] = [
  ...commitScenarios,
  ...rebaseScenarios,
  ...takenScenarios,
  ...mergeScenarios,
];
