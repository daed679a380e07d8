/** Refusals of places, floor plans and pictures; part of the catalogue in errors.ts. */
export const placeErrors = {
  'place.badParent': {
    status: 400,
    zh: '这里不能放：楼栋放在校区下，楼层放在楼栋下，区域放在楼层、楼栋或校区下。',
    en: 'It does not belong there: buildings stand in a campus, floors in a building, zones in a floor, building or campus.',
  },
  'place.nameTaken': {
    status: 409,
    zh: '同一处已经有这个名称，请换一个，或先改另一个的名称。',
    en: 'The same name is already used there; choose another.',
  },
  'place.needsZoneKind': {
    status: 400,
    zh: '请选择区域类型，识别和隐私规则按类型生效。',
    en: 'Choose the kind of zone; hearing and privacy follow it.',
  },
  'place.mustBePrivate': {
    status: 400,
    zh: '卫生间和宿舍必须是隐私区域，不能取消。',
    en: 'Toilets and dormitories are always privacy zones.',
  },
  'place.notEmpty': {
    status: 409,
    zh: '这里还有下级地点，请先移走或停用它们。',
    en: 'Places still stand in it; move or remove them first.',
  },
  'place.hasTerminals': {
    status: 409,
    zh: '这里还有终端，请先把终端移到别的区域或停用。',
    en: 'Terminals still hang there; move or remove them first.',
  },
  'place.hasOpenAlarm': {
    status: 409,
    zh: '这里有正在处置的报警，结束后才能停用。',
    en: 'An alarm is open there; it can be removed once that is closed.',
  },
  'place.removed': {
    status: 409,
    zh: '这个地点已经停用，请先恢复。',
    en: 'This place was removed; restore it first.',
  },
  'floorPlan.wrongPlace': {
    status: 400,
    zh: '平面图只能画在楼层或校区上。',
    en: 'Plans belong to floors and campuses.',
  },
  'floorPlan.unknownZone': {
    status: 400,
    zh: '图上有一个区域已经停用或不属于这一层，请删除它的轮廓后再保存。',
    en: 'A zone on the plan was removed or belongs elsewhere; delete its outline and save again.',
  },
  'floorPlan.unknownTerminal': {
    status: 400,
    zh: '图上有一台终端已经停用或不在这一层，请删除它的标记后再保存。',
    en: 'A terminal on the plan was removed or hangs elsewhere; delete its mark and save again.',
  },
  'floorPlan.zoneTwice': {
    status: 400,
    zh: '同一个区域画了两次，请删除一个轮廓。',
    en: 'A zone is drawn twice; delete one outline.',
  },
  'floorPlan.badOutline': {
    status: 400,
    zh: '有一个区域的边线相互交叉或太小，请拖动角点改正。',
    en: 'The edges of a zone cross, or it is too small; drag its corners.',
  },
  'picture.tooLarge': {
    status: 413,
    zh: '图片超过 20 MB。请在看图软件里缩小到宽 4000 像素以内，或另存为 JPEG 后再上传。',
    en: 'The picture exceeds 20 MB. Scale it to at most 4000 pixels wide or save it as JPEG, then upload again.',
  },
  'picture.tooManyPixels': {
    status: 413,
    zh: '图片像素太多（超过 4000 万），手机打不开。请缩小到宽 4000 像素以内再上传。',
    en: 'More than 40 million pixels: phones cannot open it. Scale it to at most 4000 pixels wide.',
  },
  'picture.tooSmall': {
    status: 400,
    zh: '图片太小（不足 200 像素），看不清区域。请换一张大一些的。',
    en: 'The picture is smaller than 200 pixels; choose a larger one.',
  },
  'picture.wrongType': {
    status: 415,
    zh: '不是可用的图片。请上传 PNG、JPEG、WebP、SVG，或 PDF 的一页；DWG 图纸请先导出为 PDF。',
    en: 'Not a usable picture. Upload PNG, JPEG, WebP, SVG or a page of a PDF; export DWG drawings to PDF first.',
  },
  'picture.damaged': {
    status: 400,
    zh: '图片文件已损坏或不完整，请重新导出后再上传。',
    en: 'The file is damaged or incomplete; export it again.',
  },
  'picture.badSvg': {
    status: 400,
    zh: 'SVG 里有系统不接受的内容（实体定义），或超过 4 MB。请在绘图软件里另存为 PNG 或 PDF 再上传。',
    en: 'The SVG holds entity definitions or exceeds 4 MB; save it as PNG or PDF and upload that.',
  },
  'place.noCampus': {
    status: 409,
    zh: '这所学校还没有校区，请先在“地点”里添加校区。',
    en: 'This school has no campus yet; add one under Places.',
  },
  'map.missing': {
    status: 404,
    zh: '没有底图，或底图文件读不了，请检查 --map。',
    en: 'There is no base map, or its file cannot be read; check --map.',
  },
  'terminal.stillOnline': {
    status: 409,
    zh: '终端还在线。请先在现场断电，再停用。',
    en: 'The terminal is on line; switch it off at its place first.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
