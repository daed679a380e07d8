import { createRoot } from 'react-dom/client';
import '../platform/base.css';
import '../alarm/alarm.css';
import './mobile.css';
import { localeStore } from '../platform/locale.ts';
import { unlockOnGesture } from '../platform/sound.ts';
import { startTheme } from '../platform/theme.ts';
import { reloadOnUpgrade } from '../platform/upgrade.ts';
import { resumeReports } from '../quick-report/resume.ts';
import { resumeAnswers } from './answer-outbox.ts';
import { App } from './app.tsx';
import { resumeHelp } from './help-outbox.ts';
import { keepLastState } from './last-state.ts';

startTheme();
reloadOnUpgrade();
document.documentElement.lang = localeStore.get() === 'zh' ? 'zh-CN' : 'en';
unlockOnGesture();
resumeHelp();
resumeAnswers();
resumeReports();
keepLastState();
if (!import.meta.env.DEV && 'serviceWorker' in navigator) {
  navigator.serviceWorker.register('/m/sw.js', { scope: '/m/' }).catch(() => undefined);
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
