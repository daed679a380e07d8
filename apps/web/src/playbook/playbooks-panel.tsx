import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { ShelfEditor } from '../versioned/shelf-editor.tsx';
import { ShelfList } from '../versioned/shelf-list.tsx';
import { ShelfPage } from '../versioned/shelf-page.tsx';
import { useShelf } from '../versioned/use-shelf.ts';
import { rowsOf } from './draft.ts';
import { editorWords } from './editor-words.ts';
import { PhonePreview } from './phone-preview.tsx';
import { PlaybookFields } from './playbook-fields.tsx';
import { playbookKind } from './playbook-kind.ts';

/** Playbooks of a school, with the phone beside the one that is edited. */
export function PlaybooksPanel({ schoolId }: { schoolId: string }) {
  const t = useWords(editorWords);
  const a = useWords(alarmWords);
  const mayManage = useMay('plan.manage');
  const shelf = useShelf(playbookKind, schoolId);
  const { opened } = shelf;
  const about = { kind: playbookKind, shelf, mayManage };
  return (
    <ShelfPage shelf={shelf} intro={t('intro')}>
      <ShelfList
        {...about}
        words={{ title: t('title'), create: t('create'), newName: t('newName') }}
        lineOf={({ playbook }) => playbook.kinds.map((k) => a(`kind.${k}`)).join(' · ')}
      />
      {opened && (
        <>
          <ShelfEditor
            key={opened.key}
            {...{ ...about, opened, schoolId }}
            newName={t('newName')}
            rowsOf={(draft) => rowsOf(draft, t, a)}
            fields={(draft, onDraft) => (
              <PlaybookFields draft={draft} disabled={!mayManage} onDraft={onDraft} />
            )}
          />
          <PhonePreview draft={opened.draft} />
        </>
      )}
    </ShelfPage>
  );
}
