import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';

import { panel } from '../src/panel/panel.tsx';
import { offerPart } from '../src/part.ts';

export default defineUnlistedScript(() => offerPart('panel', panel));
