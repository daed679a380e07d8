import { parseArgs } from 'node:util';
import { catalogue } from './models-catalogue.ts';
import { installModel, removeModel, verifyModel } from './models-install.ts';
import { Refused } from './options.ts';

const help = `用法 / usage: bin/anyuan models list | install NAME | verify NAME | remove NAME
  --dir DIR      模型目录 / folder of models (data/models, ANYUAN_MODELS)
  --from FILE    用已下载的压缩包 / an archive fetched elsewhere
  --sha256 HEX   压缩包的校验和 / checksum of the archive, from the release page
`;

const verbs = ['list', 'install', 'verify', 'remove'];

const say = (line: string) => process.stdout.write(`${line}\n`);
const done = (line: string): 0 => {
  say(line);
  return 0;
};

function find(name: string | undefined) {
  const model = catalogue.find((m) => m.name === name);
  if (model !== undefined) return model;
  const names = catalogue.map((m) => m.name).join(', ');
  throw new Refused(
    `没有这个模型：${name ?? ''}，可选 ${names}`,
    `no such model, there are ${names}`,
  );
}

async function list(dir: string): Promise<0> {
  for (const model of catalogue) {
    const found = await verifyModel(dir, model.name);
    const words = {
      absent: '未安装 / not installed',
      whole: '完好 / whole',
      damaged: '已损坏，请重新安装 / damaged, install it again',
    };
    say(`${model.name}  ${words[found.state]}  ${model.zh} / ${model.en}  (${model.licence})`);
  }
  return 0;
}

/** Exit code: 0 done, 1 a model is absent or damaged. @throws Refused */
async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      dir: { type: 'string', default: process.env.ANYUAN_MODELS ?? 'data/models' },
      from: { type: 'string' },
      sha256: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [verb, name] = positionals;
  const { dir } = values;
  if (values.help || verb === undefined) return done(help);
  if (verb === 'list') return list(dir);
  if (!verbs.includes(verb)) throw new Refused(`不认识 ${verb}`, `no such verb: ${verb}`);
  const model = find(name);
  if (verb === 'install') {
    say(`${model.name}: ${model.licence}`);
    const { archiveSha256 } = await installModel({ ...values, model, dir, now: Date.now() });
    return done(`已安装 / installed: ${dir}/${model.name} (${archiveSha256})`);
  }
  if (verb === 'verify') {
    const found = await verifyModel(dir, model.name);
    say(found.state === 'damaged' ? `damaged: ${found.detail}` : found.state);
    return found.state === 'whole' ? 0 : 1;
  }
  const removed = await removeModel(dir, model.name);
  return done(removed ? '已删除 / removed' : '没有安装 / was not installed');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isOption = String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof Refused) && !isOption) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
