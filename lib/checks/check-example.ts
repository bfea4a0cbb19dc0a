import type { HostSubject, PathSubject } from '@/lib/ingress-path/subjects'
import type { ObjectStore } from '@/lib/snapshot/object-store'

/** A small cluster, with what is judged in it, that a check is shown on: for tests of the promises that all checks share. */
export interface CheckExample<Subject> {
  store: ObjectStore
  subject: Subject
  /** Milliseconds since the epoch. */
  nowMs: number
}

export type HostExample = CheckExample<HostSubject>
export type PathExample = CheckExample<PathSubject>
export type ClusterExample = CheckExample<{ cluster: string }>

/** One example that raises each check, by id. */
export type ExampleTable<Example> = Readonly<Record<string, () => Example>>
