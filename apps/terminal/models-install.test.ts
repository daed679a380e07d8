import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { CataloguedModel } from './models-catalogue.ts';
import { installModel, removeModel, verifyModel } from './models-install.ts';
import { onlyCommands } from './testing/fake-command.ts';

/** A folder with a release as it would be published: two files in a folder of its own, packed. */
async function release(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-models-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, 'release-1'));
  await writeFile(join(dir, 'release-1/model.int8.onnx'), 'a network');
  await writeFile(join(dir, 'release-1/tokens.txt'), '<blk> 0\n');
  await writeFile(join(dir, 'release-1/README.md'), 'read me');
  const archive = join(dir, 'release.tar.bz2');
  execFileSync('tar', ['-cjf', archive, '-C', dir, 'release-1']);
  const bytes = await readFile(archive);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const model: CataloguedModel = {
    ...{ name: 'small', zh: '', en: '', licence: 'CC0-1.0', url: 'http://127.0.0.1:9/none' },
    ...{ sha256, archiveMaxBytes: 1_000_000 },
    files: { model: 'model*.onnx', tokens: 'tokens.txt' },
  };
  return { dir: join(dir, 'models'), archive, bytes, model };
}

test('from a file: only what is needed is kept, and stays checked', async (t) => {
  const { dir, archive, model } = await release(t);
  assert.deepEqual(await verifyModel(dir, 'small'), { state: 'absent' });
  const about = await installModel({ model, dir, from: archive, now: 5 });
  assert.deepEqual((await readdir(join(dir, 'small'))).sort(), [
    'model.int8.onnx',
    'model.json',
    'tokens.txt',
  ]);
  assert.deepEqual(await readdir(dir), ['small']);
  assert.equal(about.files.model?.bytes, 9);
  assert.equal((await verifyModel(dir, 'small')).state, 'whole');
  await truncate(join(dir, 'small/model.int8.onnx'), 4);
  const damaged = await verifyModel(dir, 'small');
  assert.ok(damaged.state === 'damaged' && /model.int8.onnx: checksum/.test(damaged.detail));
  await installModel({ model, dir, from: archive, now: 6 });
  assert.equal((await verifyModel(dir, 'small')).state, 'whole');
  assert.equal(await removeModel(dir, 'small'), true);
  assert.equal(await removeModel(dir, 'small'), false);
});

test('from a server, and what can go wrong on the way: nothing half is left behind', async (t) => {
  const { dir, bytes, model } = await release(t);
  const server = createServer((request, reply) => {
    if (request.url === '/whole') reply.end(bytes);
    else if (request.url === '/cut') reply.end(bytes.subarray(0, 40));
    else if (request.url === '/broken') {
      reply.writeHead(200, { 'content-length': bytes.length });
      reply.write(bytes.subarray(0, 40), () => request.socket.destroy());
    } else reply.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const at = (path: string): CataloguedModel => ({
    ...model,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`,
  });
  const install = (given: CataloguedModel) => installModel({ model: given, dir, now: 0 });
  await assert.rejects(install(at('none')), /HTTP 404/);
  await assert.rejects(install(at('cut')), /checksum differs/);
  await assert.rejects(install(at('broken')), /--from/);
  await assert.rejects(install({ ...at('whole'), archiveMaxBytes: 50 }), /larger/);
  await assert.rejects(install(model), /--from/);
  assert.deepEqual(await readdir(dir), []);
  await install(at('whole'));
  assert.equal((await verifyModel(dir, 'small')).state, 'whole');
});

test('without a checksum nothing is installed; what is no archive or lacks a file is refused', async (t) => {
  const { dir, archive, model } = await release(t);
  const unknown = { ...model, sha256: null };
  await assert.rejects(installModel({ model: unknown, dir, from: archive, now: 0 }), /--sha256/);
  const given = model.sha256 ?? '';
  await installModel({ model: unknown, dir, from: archive, sha256: given.toUpperCase(), now: 0 });
  const more = { ...model, files: { ...model.files, joiner: 'joiner.onnx' } };
  await assert.rejects(installModel({ model: more, dir, from: archive, now: 0 }), /joiner.onnx/);
  assert.equal((await verifyModel(dir, 'small')).state, 'whole');
  const text = join(dir, 'text');
  await writeFile(text, 'no archive');
  const sha256 = createHash('sha256').update('no archive').digest('hex');
  await assert.rejects(
    installModel({ model: { ...model, sha256 }, dir, from: text, now: 0 }),
    /damaged or cut short/,
  );
});

test('a machine that cannot unpack says what to install, and does not blame the archive', async (t) => {
  const { dir, archive, model } = await release(t);
  await onlyCommands(t, {
    tar: 'echo "tar (child): bzip2: Cannot exec: No such file or directory" >&2; exit 2',
  });
  await assert.rejects(installModel({ model, dir, from: archive, now: 0 }), /install bzip2/);
});

test('the command lists, and says what to do', async (t) => {
  const { dir } = await release(t);
  const run = (...words: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((done) => {
      const cli = [join(import.meta.dirname, 'models-cli.ts'), ...words, '--dir', dir];
      execFile(process.execPath, cli, (error, out, err) => {
        done({ code: Number(error?.code ?? 0), out, err });
      });
    });
  assert.match((await run('list')).out, /kws-zipformer-wenetspeech {2}未安装/);
  assert.equal((await run('verify', 'sense-voice')).code, 1);
  const unknown = await run('install', 'nothing');
  assert.deepEqual([unknown.code, /no such model/.test(unknown.err)], [2, true]);
  const unpinned = await run('install', 'paraformer');
  assert.deepEqual([unpinned.code, /--sha256/.test(unpinned.err)], [2, true]);
  const another = join(dir, '../another.tar.bz2');
  await writeFile(another, 'not the release');
  const wrong = await run('install', 'kws-zipformer-wenetspeech', '--from', another);
  assert.deepEqual([wrong.code, /checksum differs: b2f7c896/.test(wrong.err)], [2, true]);
  const verb = await run('instal', 'kws-zipformer-wenetspeech');
  assert.deepEqual([verb.code, /no such verb: instal/.test(verb.err)], [2, true]);
});
