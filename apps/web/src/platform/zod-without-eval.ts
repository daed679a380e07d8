/**
 * Stands in for `zod` in every page (vite.config.ts). Zod would compile schemas with `new Function` and probes for it; our
 * content security policy forbids that, and each probe is an error in the console of the browser. As a module of
 * its own it is evaluated before any schema is made, whatever chunk that lies in.
 */
import { config } from 'zod/v4';

config({ jitless: true });

export * from 'zod/v4';
