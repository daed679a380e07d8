import hooks from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded before each test file. Node's test runner follows every promise of the process, to tell whose fault an error
 * outside of any test is: a sixth of the processor time of a server under test. Without that such an error fails the file
 * instead of one of its tests. Everybody else's hooks work as ever.
 */
const { createHook } = hooks;
hooks.createHook = (callbacks) => {
  if (!new Error().stack?.includes('node:internal/test_runner')) return createHook(callbacks);
  const none = { enable: () => none, disable: () => none };
  return none;
};
syncBuiltinESMExports();
