/** A busy evening: visits of every outcome, a conflict, a held entry, a phone that waits. */
import { join } from 'node:path'
import { Phone, type Office } from './programs'
import { CHIEF, OTHER_WORKER, WORKER } from './town'

export async function evening(office: Office): Promise<void> {
  const [worker, chief, other] = [await office.phone(WORKER), await office.phone(CHIEF), await office.phone(OTHER_WORKER)]
  await worker.visit('安和苑1-1-101', 'met', '--note', '老人说热水器不大灵，约好周四上午一起看看。', '--need', '家电小修:热水器点不着', '--follow-up', '-0', '--purpose', 'routine').catch(async () => {
    await worker.visit('安和苑1-1-101', 'met', '--note', '老人说热水器不大灵，约好周四上午一起看看。', '--need', '家电小修:热水器点不着', '--purpose', 'routine')
  })
  await worker.visit('安和苑1-1-102', 'no_answer', '--day', '-1')
  await worker.visit('安和苑1-1-201', 'declined', '--wish', 'call_first')
  await worker.visit('安和苑1-1-202', 'met', '--need', '送药上门', '--companion', '社区医生')
  await worker.visit('安和苑2-1-101', 'vacant')
  await other.visit('同心里1-1-101', 'met', '--need', '送药上门')
  await other.visit('同心里1-1-102', 'moved')
  await worker.ask('edit', '安和苑1-1-101', '--wish', 'welcome')
  await chief.ask('edit', '安和苑1-1-101', '--wish', 'call_first')
  await worker.sync()
  await chief.sync()
  await office.ask('report-lost', '--person', OTHER_WORKER)
  await other.sync().catch(() => undefined)
  const waits = new Phone(join(office.place, 'phone-waits'))
  const said = await office.ask('invite', '--person', 'P00006')
  await waits.enrol(said.split(/\s+/).find((word) => word.startsWith('LX1:')) ?? '')
}
