/** Refusals about the settings and the software of terminals. Part of `errorCatalog`. */
export const deviceErrors = {
  'deviceSettings.stale': {
    status: 409,
    zh: '这一级的终端设置刚刚被别人修改，请看最新内容后重试。',
    en: 'Somebody has just changed the settings of this level; look again and retry.',
  },
  'deviceSettings.privacy': {
    status: 409,
    zh: '这台终端在隐私区域，不能打开录音片段；其他设置可以修改。',
    en: 'This terminal hangs in a privacy zone: clips cannot be switched on here. Everything else can be set.',
  },
  'software.noKey': {
    status: 409,
    zh: '还没有设置软件制作者的公钥（--maker-key），不能更新终端软件。',
    en: 'No key of the maker is set (--maker-key): terminals cannot be updated.',
  },
  'software.signature': {
    status: 400,
    zh: '软件包的签名不对，不是制作者签发的原件。请从制作者处重新取得软件包和签名。',
    en: 'The signature is wrong: this is not what the maker signed. Get archive and signature again from the maker.',
  },
  'software.damaged': {
    status: 400,
    zh: '软件包已损坏，或与清单不符，请重新取得。',
    en: 'The archive is damaged or differs from its manifest; get it again.',
  },
  'software.platform': {
    status: 400,
    zh: '这个软件包不是为我们的终端机型（Linux x64、arm64）制作的。请向制作者要对应机型的软件包。',
    en: 'This release is made for another kind of machine than terminals (Linux x64, arm64); ask the maker for one that fits.',
  },
  'software.older': {
    status: 409,
    zh: '已有相同或更新的版本，请上传版本号更大的软件包。',
    en: 'The same or a newer version is there already; upload one with a higher number.',
  },
  'software.server': {
    status: 409,
    zh: '这个软件包需要更新的服务器，请先升级服务器。',
    en: 'This release needs a newer server; update the server first.',
  },
  'rollout.first': {
    status: 409,
    zh: '选作第一台的终端不能运行这个版本：它不受更新程序管理、机型不符，或已运行更新的版本。请另选一台。',
    en: 'The terminal chosen as the first cannot run this version: it is not under the updater, is another kind of machine, or runs a newer one. Choose another.',
  },
  'rollout.another': {
    status: 409,
    zh: '另一次更新还没有结束，请先完成或撤回它。',
    en: 'Another rollout has not ended; let it finish or take it back first.',
  },
  'rollout.notNow': {
    status: 409,
    zh: '这次更新的状态已经变了，请看最新状态后再操作。',
    en: 'The rollout is in another state by now; look again.',
  },
} as const;
