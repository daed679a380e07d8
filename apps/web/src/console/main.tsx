import { createRoot } from 'react-dom/client';
import '../platform/base.css';
import '../alarm/alarm.css';
import './console.css';
import { localeStore, showLocale } from '../platform/locale.ts';
import { unlockOnGesture } from '../platform/sound.ts';
import { startTheme } from '../platform/theme.ts';
import { reloadOnUpgrade } from '../platform/upgrade.ts';
import { App } from './app.tsx';

startTheme();
reloadOnUpgrade();
showLocaleOnce();
unlockOnGesture();

/** Language of the document for screen readers; the choice itself is not stored by looking at it. */
function showLocaleOnce(): void {
  const locale = localeStore.get();
  if (locale === 'en') showLocale('en');
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
