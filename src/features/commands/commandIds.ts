/** Every command of the extension, by its short name. A test holds package.json to this table. */
export const commandIds = {
  openPanel: 'aiCodeShare.openPanel',
  explainShare: 'aiCodeShare.explainShare',
  chooseModel: 'aiCodeShare.chooseModel',
  setApiKey: 'aiCodeShare.setApiKey',
  setUpAgents: 'aiCodeShare.setUpAgents',
  importTranscripts: 'aiCodeShare.importTranscripts',
  rescan: 'aiCodeShare.rescan',
  pause: 'aiCodeShare.pause',
  acceptSuggestion: 'aiCodeShare.acceptSuggestion',
  acceptNextWord: 'aiCodeShare.acceptNextWord',
  showLog: 'aiCodeShare.showLog',
} as const;

/** The id of a command of ours, as VS Code knows it. */
export type CommandId = (typeof commandIds)[keyof typeof commandIds];
