/** Marks the lines of a suite's report among everything else that a window logs. */
export const reportMark = '[suite] ';

/**
 * Printed when all tests of a suite have run. VS Code calls a run that its extension host did not survive a good one (exit code 0), so
 * that alone proves nothing.
 */
export const endMark = '[suite ended]';
