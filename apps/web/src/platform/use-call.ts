import { useCallback, useEffect, useRef, useState } from 'react';
import { adviceOf, isDenied } from './api.ts';
import { useLocale } from './i18n.ts';

/** What a page knows of something it reads: the old value stays on screen while it is read again. */
export interface Loaded<T> {
  value: T | null;
  advice: string | null;
  loading: boolean;
  reload: () => void;
  /** `reload` for a button beside the advice; null where it could not help. */
  retry: (() => void) | null;
  /** Puts a value in place without asking (reply to an own action). */
  put: (value: T) => void;
}

/**
 * Reads with `read` when `key` changes and on `reload`. A slower older answer never covers a newer
 * one: its request is aborted.
 */
export function useLoaded<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const locale = useLocale();
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{
    key: string;
    value: T | null;
    thrown: unknown;
    busy: boolean;
  }>({ key, value: null, thrown: null, busy: true });
  const reader = useRef(read);
  reader.current = read;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks for another reading
  useEffect(() => {
    const abort = new AbortController();
    setState((s) => ({ ...s, key, value: s.key === key ? s.value : null, busy: true }));
    reader.current(abort.signal).then(
      (value) => abort.signal.aborted || setState({ key, value, thrown: null, busy: false }),
      (thrown) => abort.signal.aborted || setState((s) => ({ ...s, thrown, busy: false })),
    );
    return () => abort.abort();
  }, [key, round]);
  const put = useCallback((value: T) => setState((s) => ({ ...s, value, thrown: null })), []);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  return {
    value: state.value,
    advice: state.thrown ? adviceOf(state.thrown, locale) : null,
    loading: state.busy,
    reload,
    retry: isDenied(state.thrown) ? null : reload,
    put,
  };
}

/** One action at a time, with its refusal in words. */
export interface Doing {
  busy: boolean;
  advice: string | null;
  /** True when it was done. */
  run: (action: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
}

export function useDoing(): Doing {
  const locale = useLocale();
  const [busy, setBusy] = useState(false);
  const [thrown, setThrown] = useState<unknown>(null);
  const running = useRef(false);
  const run = useCallback(async (action: () => Promise<unknown>) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setThrown(null);
    try {
      await action();
      return true;
    } catch (error) {
      setThrown(error);
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setThrown(null), []);
  return { busy, advice: thrown ? adviceOf(thrown, locale) : null, run, clear };
}
