import { type AsyncFunc, type Context, type Test } from 'mocha';

/**
 * VS Code did not come to show or to hold what a test leads it to: a list, an editor, a text. Whatever the extension says of that text
 * was not asked yet.
 */
export class SceneError extends Error {
  override readonly name = 'SceneError';
}

let folderOfThisTry = '';

/** The folder of the workspace in which a test puts its files: a second try must not meet those of the first. */
export function sceneFolder(): string {
  return folderOfThisTry;
}

/**
 * Has a test begin again, once, if it ended with a {@link SceneError}. A busy machine delays keys, lists and dialogs of VS Code, and a
 * key that came too early is lost. What is asserted about the extension is never tried again.
 */
export function beginAgainOnce(test: Test): void {
  // A test that returns no promise is done when it returns, which is as well awaited.
  const does = test.fn as AsyncFunc | undefined;
  if (does === undefined) return;
  // A test that begins again shares this with its first try.
  let tries = 0;
  test.fn = async function (this: Context): Promise<void> {
    folderOfThisTry = tries++ === 0 ? '' : 'again';
    try {
      await does.call(this);
    } catch (error) {
      if (error instanceof SceneError) this.test?.retries(1);
      throw error;
    }
  };
}
