import { DemoFaults, FaultWish, LastingFault, RemovedFaults } from '@/lib/api/schemas/demo-faults'
import { answerChange } from '@/lib/server/change-route'
import { clearDemoFaults, readDemoFaults, startDemoFault } from '@/lib/server/demo-faults'
import { answerJson } from '@/lib/server/route'

export const dynamic = 'force-dynamic'

export const GET = answerJson({ answer: DemoFaults }, readDemoFaults)
export const POST = answerChange({ body: FaultWish, answer: LastingFault }, ({ body }) => startDemoFault(body))
export const DELETE = answerChange({ answer: RemovedFaults }, clearDemoFaults)
