/** How sucrase is asked: types go, imports become CommonJS, everything else stays as it is. */
import type { Options } from 'sucrase'

export const transforms: Options = {
  transforms: ['typescript', 'imports'],
  disableESTransforms: true,
  preserveDynamicImport: true,
}
