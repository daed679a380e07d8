/** Refusals of quick reports (随手报); see errors.ts. */
export const quickReportErrors = {
  'quickReport.empty': {
    status: 400,
    zh: '请写一句话，或拍一张照片、录一段语音，再发送。',
    en: 'Write a sentence, take a photo or record a voice note before sending.',
  },
  'quickReport.notMedia': {
    status: 415,
    zh: '这个附件不是可用的照片或录音，没有保存。请重新拍照或录音后再报一次。',
    en: 'This is no usable photo or recording and was not kept. Take it again and send another report.',
  },
  'quickReport.partTooLarge': {
    status: 413,
    zh: '照片或录音超过 4 MB，没有保存。请重新拍照或录短一些。',
    en: 'The photo or recording is larger than 4 MB and was not kept. Take it again or record less.',
  },
  'quickReport.partGone': {
    status: 404,
    zh: '照片或录音还没有传到，或已按期限删除。',
    en: 'The photo or recording has not come yet, or was deleted when due.',
  },
  'quickReport.settled': {
    status: 409,
    zh: '别人刚刚处理了这条随手报，请看最新结果。',
    en: 'Somebody has just settled this report; see what became of it.',
  },
  'quickReport.notClosed': {
    status: 409,
    zh: '只有已关闭的随手报可以重新打开；已转为事件的请到事件里办理。',
    en: 'Only a closed report can be reopened; one that became an incident goes on there.',
  },
} as const;
