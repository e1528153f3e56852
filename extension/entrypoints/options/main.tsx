import { render } from 'preact';

import '../../src/styles/tokens.css';
import '../../src/styles/base.css';
import '../../src/styles/own.css';
import '../../src/styles/console.css';
import '../../src/styles/work.css';
import { Console } from '../../src/console/shell/console.tsx';
import { language } from '../../src/words.ts';

document.documentElement.lang = language();
const app = document.querySelector('#app');
if (app) render(<Console />, app);
