import { execFileSync } from 'node:child_process';
import path from 'node:path';

import type { CertificateFiles } from './certificate.ts';

/** Whether certificates can be made here. */
export const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Makes a certificate for `localhost` signed by itself. */
export function makeCertificate(folder: string, name: string, days = 30): CertificateFiles {
  const files = { cert: path.join(folder, `${name}.crt`), key: path.join(folder, `${name}.key`) };
  const to = ['-keyout', files.key, '-out', files.cert];
  const about = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', String(days)];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...to, ...about], { stdio: 'ignore' });
  return files;
}
