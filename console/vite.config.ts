import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const GLOBAL_STYLES = '/@cloudscape-design/global-styles/index.css';
const FONT_FACES = /@font-face\s*\{[^}]*\}/g;

/**
 * Leaves out the font that stands inside the global styles. It would be more than a third of the first screen, and the
 * pages' policy allows no fonts in data: addresses. Texts then have the system's font.
 */
const systemFont: Plugin = {
  name: 'system-font',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith(GLOBAL_STYLES) ? code.replace(FONT_FACES, '') : undefined),
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  define: { PORTUNUS_VERSION: JSON.stringify(version) },
  plugins: [systemFont],
  build: {
    outDir: '../dist/console/static',
    emptyOutDir: true,
    target: 'es2023',
    // Of the same age as the scripts' target, so that light-dark() stays what it is.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Nothing but images may come from data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    // Packages mark components for the server by a directive, which means nothing here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
