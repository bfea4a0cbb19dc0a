import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { isRecord, type JsonRecord } from '@/lib/demo/json'

const scenarioFolder = fileURLToPath(new URL('.', import.meta.url))

/** The names (without `.yaml`) of the scenario files in a folder such as `blue`, sorted. */
export function listScenarioFiles(folder: string): string[] {
  const files = readdirSync(`${scenarioFolder}${folder}`).filter((file) => file.endsWith('.yaml'))
  return files.map((file) => file.slice(0, -'.yaml'.length)).sort()
}

/**
 * The documents of one scenario file, with `${name}` replaced from `variables`. Throws with the file's name for a syntax error
 * and for a variable that nobody gave.
 */
export function readManifests(folder: string, file: string, variables: Record<string, string>): JsonRecord[] {
  const path = `${folder}/${file}.yaml`
  const text = readFileSync(`${scenarioFolder}${path}`, 'utf8').replace(/\$\{(\w+)\}/g, (_match, name: string) => {
    const value = variables[name]
    if (value === undefined)
      throw new Error(`lib/demo/scenarios/${path} uses \${${name}}, which the cluster plan does not give`)
    return value
  })
  return parseAllDocuments(text).flatMap((document) => {
    const problem = document.errors[0]
    if (problem) throw new Error(`lib/demo/scenarios/${path} is not readable: ${problem.message}`)
    const content: unknown = document.toJS()
    return isRecord(content) ? [content] : []
  })
}
