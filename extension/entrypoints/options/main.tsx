import { render } from 'preact';

import '../../src/styles/tokens.css';
import '../../src/styles/base.css';
import '../../src/styles/own.css';
import { Options } from '../../src/options/options.tsx';
import { language } from '../../src/words.ts';

document.documentElement.lang = language();
const app = document.querySelector('#app');
if (app) render(<Options />, app);
