import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { type ApiObject, type RealApi, waitUntil } from './kube-apiserver'
import { namespaceObject } from './source-harness'

const folder = fileURLToPath(new URL('../../../shared/data/charts', import.meta.url))

/** Whether the rendered charts of the platform lie beside the project; with FAIRLEAD_REQUIRE_REAL=1 their absence is an error. */
export function hasCharts(): boolean {
  if (existsSync(folder)) return true
  if (process.env.FAIRLEAD_REQUIRE_REAL === '1') throw new Error(`no charts in ${folder} (FAIRLEAD_REQUIRE_REAL=1)`)
  console.warn(`SKIPPED: tests on the charts of the platform, because there is no folder ${folder}`)
  return false
}

/** A version of a kind without a schema. */
export const openVersion = {
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
}

const withoutSchema = (definition: ApiObject): ApiObject => ({
  ...definition,
  spec: { ...(typeof definition.spec === 'object' ? definition.spec : {}), versions: [openVersion] },
})

const isDefinition = ({ kind }: ApiObject) => kind === 'CustomResourceDefinition'

/**
 * Writes the rendered charts of the platform (ingress-nginx twice, external-dns, cert-manager) and answers their objects. Left out is
 * what needs a controller behind it: webhooks, on which every later write would fail, and Jobs.
 */
export async function loadCharts(api: RealApi): Promise<ApiObject[]> {
  const objects = readdirSync(folder)
    .flatMap((file) =>
      parseAllDocuments(readFileSync(path.join(folder, file), 'utf8')).map((document) => document.toJSON()),
    )
    .filter((object): object is ApiObject => object !== null)
    .filter(({ kind }) => !/Webhook|Job|PodDisruptionBudget/.test(kind))
  await api.apply(['ingress-nginx', 'external-dns', 'cert-manager'].map(namespaceObject))
  const definitions = objects.filter(isDefinition)
  const others = objects.filter((object) => !isDefinition(object))
  // 1.20 rejects defaults deep inside a schema: the kind is then served without one.
  const refused = await api.apply(definitions)
  await api.apply(refused.map(({ object }) => withoutSchema(object)))
  await api.apply(others)
  for (const { metadata } of definitions) {
    const [plural = '', ...group] = metadata.name.split('.')
    const at = `/apis/${group.join('.')}/v1/${plural}`
    await waitUntil(async () => (await api.request('GET', at)).status === 200, 20_000)
  }
  return others
}
