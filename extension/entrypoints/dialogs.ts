import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';

import { offerPart } from '../src/part.ts';
import { drawDialogs } from '../src/people/dialogs.tsx';

export default defineUnlistedScript(() => offerPart('dialogs', drawDialogs));
