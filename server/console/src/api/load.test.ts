import { effectScope, nextTick, ref } from 'vue'
import { expect, test } from 'vitest'
import { useLoad } from './load'

test('what answers an earlier question is stale until its own answer is there; reading again makes nothing stale', async () => {
  const scope = effectScope()
  const page = ref(1)
  const open: ((answer: number) => void)[] = []
  const loaded = scope.run(() => useLoad(() => new Promise<number>((done) => open.push(done)), [page]))
  if (!loaded) throw new Error('it runs')
  const answer = async (value: number) => {
    open.at(-1)?.(value)
    await nextTick()
    await nextTick()
  }
  expect([loaded.data.value, loaded.isLoading.value, loaded.isStale.value]).toEqual([null, true, false])
  await answer(10)
  expect([loaded.data.value, loaded.isLoading.value, loaded.isStale.value]).toEqual([10, false, false])
  void loaded.reload()
  expect([loaded.data.value, loaded.isStale.value]).toEqual([10, false])
  await answer(11)
  page.value = 2
  await nextTick()
  expect([loaded.data.value, loaded.isLoading.value, loaded.isStale.value]).toEqual([11, true, true])
  await answer(20)
  expect([loaded.data.value, loaded.isLoading.value, loaded.isStale.value]).toEqual([20, false, false])
  scope.stop()
})

test('an answer that a later question has overtaken is dropped', async () => {
  const scope = effectScope()
  const open: ((answer: string) => void)[] = []
  const loaded = scope.run(() => useLoad(() => new Promise<string>((done) => open.push(done))))
  void loaded?.reload()
  open[1]?.('later')
  await nextTick()
  open[0]?.('earlier')
  await nextTick()
  await nextTick()
  expect(loaded?.data.value).toBe('later')
  scope.stop()
})
