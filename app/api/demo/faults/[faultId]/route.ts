import { RemovedFaults } from '@/lib/api/schemas/demo-faults'
import { answerChange } from '@/lib/server/change-route'
import { removeDemoFault } from '@/lib/server/demo-faults'

export const dynamic = 'force-dynamic'

export const DELETE = answerChange({ answer: RemovedFaults }, ({ params }) => removeDemoFault(params.faultId ?? ''))
