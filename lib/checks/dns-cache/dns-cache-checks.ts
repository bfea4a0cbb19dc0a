import type { ClusterSubject } from '../cluster-subject'
import type { Check } from '../define-check'
import { argumentChecks } from './arguments'
import { bindChecks } from './bind'
import { cacheChecks } from './cache'
import { cacheRefreshChecks } from './cache-refresh'
import { corefileChecks } from './corefile'
import { forwardChecks } from './forward'
import { pluginChecks } from './plugins'
import { rolloutChecks } from './rollout'

/** Every check of NodeLocal DNS, in causal order: what keeps it from running first. */
export const dnsCacheChecks: Check<ClusterSubject>[] = [
  ...corefileChecks,
  ...forwardChecks,
  ...argumentChecks,
  ...bindChecks,
  ...rolloutChecks,
  ...cacheChecks,
  ...cacheRefreshChecks,
  ...pluginChecks,
].sort((a, b) => a.order - b.order)
