import { createRoot } from 'react-dom/client';
import '../platform/base.css';
import './terminal.css';
import { localeStore } from '../platform/locale.ts';
import { startTheme } from '../platform/theme.ts';
import { App } from './app.tsx';
import { startHost } from './host.ts';

startTheme();
document.documentElement.lang = localeStore.get() === 'zh' ? 'zh-CN' : 'en';
if (!import.meta.env.DEV && 'serviceWorker' in navigator) {
  navigator.serviceWorker
    .register('/terminal/sw.js', { scope: '/terminal/' })
    .catch(() => undefined);
}
void startHost();

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
