import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { useWords } from '../platform/i18n.ts';
import { deviceWords } from './words.ts';

/** What is wrong with it now, in words. */
export function Faults({ terminal }: { terminal: TerminalView }) {
  const t = useWords(deviceWords);
  const known = (code: string) => `fault.${code}` as keyof typeof deviceWords.zh;
  const spooled = terminal.heartbeat?.spooled ?? 0;
  if (terminal.faults.length === 0 && spooled === 0) return <span className="unknown">—</span>;
  return (
    <div className="fault">
      {terminal.faults.map((fault) => (
        <div key={fault.code}>
          {known(fault.code) in deviceWords.zh ? t(known(fault.code)) : fault.code}
        </div>
      ))}
      {spooled > 0 && <div>{t('spooled', { n: spooled })}</div>}
    </div>
  );
}
