import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { models, refusedParts, shippedParts } from '../apps/web/licences.ts';
import { root } from './files.ts';

/** Refuses what must not ship: a licence that is not permissive, a model without its card. */
const parts = shippedParts(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
const refused = refusedParts(parts);
const missing = models.filter((m) => !existsSync(join(root, m.where)));
for (const p of refused) console.log(`${p.where}: ${p.licence} must not ship`);
for (const m of missing) console.log(`${m.where}: the card of ${m.name} is missing`);
if (refused.length + missing.length === 0) console.log(`${parts.length} parts, all may ship`);
process.exitCode = refused.length + missing.length === 0 ? 0 : 1;
