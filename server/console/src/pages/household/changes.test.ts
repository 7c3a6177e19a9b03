import { expect, test } from 'vitest'
import { changes } from './changes'

const household = { class: 'care', wish: null, needs: ['助餐', '助医'] }

test('only what differs is written', () => {
  expect(changes(household, { class: 'care', wish: '', needs: '助餐、助医' })).toEqual({})
  expect(changes(household, { class: 'at_ease', wish: 'call_first', needs: '助餐 助洁，助餐' })).toEqual({
    class: 'at_ease',
    wish: 'call_first',
    add_needs: ['助洁'],
    drop_needs: ['助医'],
  })
})
