import '@cloudscape-design/global-styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followColorScheme } from './color-scheme.ts';

followColorScheme();

const root = document.getElementById('console');
if (root === null) throw new Error('index.html has no element with the ID console');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
