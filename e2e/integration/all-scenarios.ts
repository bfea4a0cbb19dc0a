import { certificateScenarios } from './certificate-scenarios'
import type { IngressScenario } from './ingress-scenario'
import { pathScenarios } from './ingress-scenarios'
import { servedScenarios } from './served-scenarios'

/** One scenario or more for every check of an Ingress. */
export const allScenarios: IngressScenario[] = [...pathScenarios, ...certificateScenarios, ...servedScenarios]
