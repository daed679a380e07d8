/** What is read to a person. A change of the words is a new version. */
export const consent = {
  version: 2,
  zh: '我们请您把几句呼救语念给报警终端听，让它更容易听出本校师生的求助。录音只记一个代号，不记姓名；加密保存在本校的服务器和它的加密备份里，只用来计算识别阈值，不用来认人，也不给别人听。您随时可以要求删除，服务器上立即删净；此前的备份里还有一份，随备份到期删除（一般七天）。未成年人须由监护人同意。您同意吗？',
  en: 'We ask you to say a few calls for help to the alarm terminals, so that they hear the people of this school more easily. The recording carries a code and no name; it is kept encrypted on the server of the school and in its encrypted backups, used only to work out thresholds, never to identify anybody, and played to nobody. You may have it deleted at any time: on the server nothing of it remains; backups made before still hold it until they run out (usually seven days). For minors a guardian has to agree. Do you agree?',
} as const;
