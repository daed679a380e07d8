import { createRoot } from 'react-dom/client';
import '../platform/base.css';
import '../alarm/alarm.css';
import './wall.css';
import { localeStore } from '../platform/locale.ts';
import { unlockOnGesture } from '../platform/sound.ts';
import { startTheme } from '../platform/theme.ts';
import { App } from './app.tsx';

startTheme('dark');
document.documentElement.lang = localeStore.get() === 'zh' ? 'zh-CN' : 'en';
unlockOnGesture();

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
