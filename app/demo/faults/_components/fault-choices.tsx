'use client'

import { Picker } from '@/components/layout/picker'
import type { DemoFaults } from '@/lib/api/demo-faults'
import { durations, type FaultChoice } from './fault-words'

interface FaultChoicesProps {
  clusters: DemoFaults['clusters']
  choice: FaultChoice
  onChange: (change: Partial<Record<'cluster' | 'kind' | 'namespace', string | null>> & { seconds?: number }) => void
}

const toChoice = (name: string) => ({ value: name, label: name })
const orNull = (value: string) => (value === '' ? null : value)

/** Where the next fault strikes, and for how long. */
export function FaultChoices({ clusters, choice, onChange }: FaultChoicesProps) {
  const cluster = clusters.find(({ name }) => name === choice.cluster)
  return (
    <fieldset className="flex min-w-0 flex-wrap gap-2">
      <legend className="sr-only">Where and how long</legend>
      <Picker
        label="cluster"
        value={choice.cluster}
        choices={clusters.map(({ name }) => toChoice(name))}
        onChange={(name) => onChange({ cluster: name })}
      />
      <Picker
        label="kind"
        value={choice.kind ?? ''}
        choices={[{ value: '', label: 'every kind' }, ...[...(cluster?.kinds ?? [])].sort().map(toChoice)]}
        onChange={(kind) => onChange({ kind: orNull(kind) })}
      />
      <Picker
        label="namespace"
        value={choice.namespace ?? ''}
        choices={[{ value: '', label: 'all' }, ...(cluster?.namespaces ?? []).map(toChoice)]}
        onChange={(namespace) => onChange({ namespace: orNull(namespace) })}
      />
      <Picker
        label="for"
        value={String(choice.seconds)}
        choices={durations.map(({ seconds, label }) => ({ value: String(seconds), label }))}
        onChange={(seconds) => onChange({ seconds: Number(seconds) })}
      />
    </fieldset>
  )
}
