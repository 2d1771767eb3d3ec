let translations: Readonly<Record<string, string>> = {};

/** Takes the translations that the host has for the person's language; keys are the English texts. */
export function useTranslations(bundle: Readonly<Record<string, string>>): void {
  translations = bundle;
}

/** A text in the person's language, with `{0}`, `{1}` … filled in; English where there is no translation. Same form as `vscode.l10n.t`. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  return (translations[text] ?? text).replace(/\{(\d+)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
}
