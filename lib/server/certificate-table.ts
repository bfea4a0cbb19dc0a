import 'server-only'
import { type JudgedCertificate, judgeCertificate } from '@/lib/checks/ingress/certificates/judge-certificate'
import type { ClusterView } from '@/lib/snapshot/cluster-view'
import type { Judgements } from '@/lib/snapshot/judgements'
import type { ObjectStore } from '@/lib/snapshot/object-store'
import { objectReadKey } from '@/lib/snapshot/read-keys'
import { JudgedTable, objectKey, splitKey } from './judged-table'

/** Every Certificate of a cluster that can be read, judged once somebody asks. */
export class CertificateTable extends JudgedTable<JudgedCertificate> {
  constructor(store: ObjectStore, judgements: Judgements) {
    super(store, judgements, {
      kinds: ['Certificate'],
      idPrefix: 'certificate-row:',
      touchedPrefixes: [objectReadKey('Certificate', '', '').slice(0, -1)],
      settleMs: 400,
      isLazy: true,
    })
  }

  /** Every row that was judged, by `namespace/name`. */
  get rows(): ReadonlyMap<string, JudgedCertificate> {
    return this.rowsByKey
  }

  protected override listKeys(view: ClusterView) {
    const listing = view.listing('Certificate')
    if (listing.state === 'unavailable') return { keys: [], unreadable: listing.unavailable }
    return { keys: listing.objects.map(({ metadata }) => objectKey(metadata)), unreadable: listing.missing }
  }

  protected override exists(view: ClusterView, key: string): boolean {
    const { namespace, name } = splitKey(key)
    return view.lookUp('Certificate', namespace, name).state === 'found'
  }

  protected override compute(view: ClusterView, key: string): JudgedCertificate {
    const { namespace, name } = splitKey(key)
    const certificate = view.find('Certificate', namespace, name)
    if (certificate === undefined) throw new Error(`Certificate ${key} went away while it was judged`)
    return judgeCertificate(view, certificate)
  }
}
