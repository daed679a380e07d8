import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { routes } from '@anyuan/contracts/routes/index.ts';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { exceptions, shippedParts } from './licences.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const virtualRoutes = 'virtual:anyuan-routes';

/**
 * The browser needs method and path of a route, not its schemas: this module carries only those, so
 * that zod (and with it 60 KB) stays out of the phone. Types come from the contract itself.
 */
function routeTable(): Plugin {
  return {
    name: 'anyuan-route-table',
    resolveId: (id) => (id === virtualRoutes ? `\0${virtualRoutes}` : null),
    load(id) {
      if (id !== `\0${virtualRoutes}`) return null;
      const table = Object.fromEntries(
        Object.entries(routes).map(([name, r]) => [name, { method: r.method, path: r.path }]),
      );
      return `export const routeTable = ${JSON.stringify(table)};`;
    },
  };
}

/** The same addresses in development as behind the server: /m/*, /wall and /terminal/ have pages of their own. */
function entryPages(): Plugin {
  return {
    name: 'anyuan-entry-pages',
    configureServer(server) {
      server.middlewares.use((req, _res, next) => {
        const path = (req.url ?? '/').split('?')[0] ?? '/';
        const isFile = existsSync(`${root}public${path}`) && !path.endsWith('/');
        if (!isFile && (path === '/m' || path.startsWith('/m/'))) req.url = '/m.html';
        if (path === '/wall') req.url = '/wall.html';
        if (path === '/terminal/') req.url = '/terminal.html';
        next();
      });
    },
  };
}

/**
 * Compressed copies beside each file (`.br`, `.gz`), made once here: a phone on a slow network waits for a
 * third of the bytes and the server spends no time on it (`preCompressed` of its static files).
 */
function compressedCopies(): Plugin {
  return {
    name: 'anyuan-compressed-copies',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      for (const file of Object.keys(bundle)) {
        if (!/\.(js|css|html|wasm)$/.test(file)) continue;
        const path = join(dir ?? 'dist', file);
        const plain = readFileSync(path);
        // 14 MB of WebAssembly at the best quality would hold up every build by a minute.
        const quality = file.endsWith('.wasm') ? 5 : 9;
        const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
        writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }));
        writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
      }
    },
  };
}

/** Tables of Chinese characters that drawings from Chinese offices need; read only when a PDF is opened. */
function pdfTables(): Plugin {
  return {
    name: 'anyuan-pdf-tables',
    apply: 'build',
    writeBundle({ dir }) {
      const require = createRequire(import.meta.url);
      const from = join(dirname(require.resolve('pdfjs-dist/package.json')), 'cmaps');
      cpSync(from, join(dir ?? 'dist', 'pdf', 'cmaps'), { recursive: true });
    },
  };
}

/** What ships and under which licence, as of this build: read by the page Operations, Licences. */
function licenceList(): Plugin {
  return {
    name: 'anyuan-licence-list',
    apply: 'build',
    generateBundle() {
      const lock = JSON.parse(readFileSync(`${root}../../package-lock.json`, 'utf8'));
      const source = JSON.stringify({ parts: shippedParts(lock), exceptions });
      this.emitFile({ type: 'asset', fileName: 'licences.json', source });
    },
  };
}

const server = process.env.ANYUAN_DEV_SERVER ?? 'http://127.0.0.1:8080';
const proxy = {
  '/api': { target: server, ws: true },
  '/healthz': { target: server },
};

export default defineConfig({
  root,
  plugins: [routeTable(), entryPages(), react(), compressedCopies(), pdfTables(), licenceList()],
  // Another React may be hoisted beside ours by a dependency of antd-mobile: one only.
  resolve: {
    dedupe: ['react', 'react-dom'],
    alias: [{ find: /^zod$/, replacement: `${root}src/platform/zod-without-eval.ts` }],
  },
  server: { proxy },
  preview: { proxy },
  // By this name the server knows which files may compile the detector's WebAssembly.
  worker: {
    format: 'es',
    rolldownOptions: { output: { entryFileNames: 'assets/terminal-[name]-[hash].js' } },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: {
        console: `${root}index.html`,
        wall: `${root}wall.html`,
        mobile: `${root}m.html`,
        terminal: `${root}terminal.html`,
      },
    },
  },
});
