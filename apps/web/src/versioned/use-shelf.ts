import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { versionWords } from '../platform/version-words.ts';
import { basedOnOf, type Kind, type Opened, openedOf, ownOf, type Version } from './versioned.ts';

interface Done {
  text: string;
  undo: (() => Promise<unknown>) | null;
}

/** The plans or playbooks of a school on its page: which one is open, what was just done, the way back. */
export function useShelf<V extends Version, D>(kind: Kind<V, D>, schoolId: string) {
  const t = useWords(versionWords);
  const doing = useDoing();
  const [chosen, setChosen] = useState<Opened<V, D> | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const loaded = useLoaded(`${kind.name} ${schoolId}`, (signal) => kind.list(schoolId, signal));
  const all = loaded.value;
  const [first] = all === null ? [] : kind.inOrder(all);
  const opened = chosen ?? (first ? openedOf(kind, first) : null);

  const open = (next: Opened<V, D>) => {
    setChosen(next);
    setDone(null);
  };
  const begin = (draft: D) => open({ key: kind.newKey(), base: null, draft });
  const show = (next: readonly V[], key: string, made: Done | null) => {
    loaded.put(next);
    const now = ownOf(next, key);
    setChosen(now && !now.removed ? openedOf(kind, now) : null);
    setDone(made);
  };
  const putBack = async (of: V, version = of.version) => {
    const body = { basedOn: basedOnOf(of), version };
    show(await kind.restore({ schoolId, key: of.key }, body), of.key, null);
  };
  const remove = async (of: V) => {
    const next = await kind.remove({ schoolId, key: of.key }, { basedOn: basedOnOf(of) });
    const gone = ownOf(next, of.key);
    const undo = gone ? () => putBack(gone, of.version) : null;
    show(next, of.key, { text: t('removedNow'), undo });
  };

  return {
    all,
    loading: loaded,
    opened,
    busy: doing.busy,
    advice: doing.advice,
    done,
    open: (version: V) => open(openedOf(kind, version)),
    create: (name: string) => begin(kind.fresh(name)),
    copy: (version: V, name: string) => begin(kind.copy(kind.draftOf(version), name)),
    edit: (draft: D) => opened && setChosen({ ...opened, draft }),
    remove: (version: V) => void doing.run(() => remove(version)),
    putBack: (version: V) => void doing.run(() => putBack(version)),
    /** The list after an edit was saved: what was opened is shown anew, with its way back. */
    saved(next: readonly V[], { key, base }: Opened<V, D>) {
      const now = ownOf(next, key);
      if (!now) return;
      // A version of those above is not the school's to restore.
      const mayUndo = base === null || base.schoolId !== null || base.version === 0;
      const undo = base === null ? () => remove(now) : () => putBack(now, base.version);
      show(next, key, { text: t('saved', { n: now.version }), undo: mayUndo ? undo : null });
    },
  };
}

export type Shelf<V extends Version, D> = ReturnType<typeof useShelf<V, D>>;
