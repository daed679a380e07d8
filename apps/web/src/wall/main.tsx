import { createRoot } from 'react-dom/client';
import '../platform/base.css';
import '../alarm/alarm.css';
import './wall.css';
import { unlockOnGesture } from '../platform/sound.ts';
import { startTheme } from '../platform/theme.ts';
import { App } from './app.tsx';

startTheme('dark');
unlockOnGesture();

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
